package dev.lakehouse.compiler;

import dev.lakehouse.api.JdbcSource;
import java.util.HashSet;
import java.util.List;

/** The checks of how changes between two reads of a database table are found. */
final class JdbcChecks {
  private JdbcChecks() {}

  static void snapshot(JdbcSource jdbc, Findings findings) {
    if (jdbc.snapshot() == null) {
      return;
    }
    if (jdbc.cursor() != null) {
      findings.add(
          "spec.jdbc.snapshot",
          SpecReason.INVALID_SPEC,
          "does not go with cursor: changes are found by comparing all rows or by the cursor;"
              + " remove one of them");
    }
    List<String> keys = jdbc.snapshot().keys();
    if (new HashSet<>(keys).size() < keys.size()
        || keys.stream().anyMatch(key -> !key.matches("[A-Za-z_][A-Za-z0-9_$]*"))) {
      findings.add(
          "spec.jdbc.snapshot.keys",
          SpecReason.INVALID_SPEC,
          "must be column names, each once; they are " + String.join(", ", keys));
    }
  }
}
