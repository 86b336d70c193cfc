package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Defaults.orEmpty;

import dev.lakehouse.api.ExpectationSpec;
import dev.lakehouse.plan.Expectation.Action;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** The checks of a table's expectations. */
final class ExpectationChecks {
  private ExpectationChecks() {}

  /** {@code table} is the table's place in the spec; {@code columns} is empty when not declared. */
  static void check(
      String table,
      List<ExpectationSpec> expectations,
      Set<String> columns,
      Scope scope,
      Findings findings) {
    List<ExpectationSpec> all = orEmpty(expectations);
    String path = table + ".expectations";
    CommonChecks.distinct(path, all, ExpectationSpec::name, SpecReason.INVALID_SPEC, findings);
    for (int i = 0; i < all.size(); i++) {
      check(path + "[" + i + "]", all.get(i), columns, scope, findings);
    }
  }

  private static void check(
      String path, ExpectationSpec spec, Set<String> columns, Scope scope, Findings findings) {
    long kinds =
        Stream.of(spec.expr(), spec.unique(), spec.references(), spec.rowCount())
            .filter(Objects::nonNull)
            .count();
    if (kinds != 1) {
      findings.add(
          path,
          SpecReason.INVALID_SPEC,
          "needs exactly one of expr, unique, references and rowCount, and has " + kinds);
      return;
    }
    Action action = Defaults.action(spec.action());
    if (spec.expr() == null && action != Action.WARN && action != Action.FAIL) {
      findings.add(
          path + ".action",
          SpecReason.INVALID_SPEC,
          "rows can be turned away by expr only; use Warn or Fail");
    }
    findings.checkExpression(path + ".expr", spec.expr());
    CommonChecks.columnsExist(path + ".unique", orEmpty(spec.unique()), columns, findings);
    if (spec.references() != null) {
      references(path + ".references", spec.references(), columns, scope, findings);
    }
    if (spec.rowCount() != null) {
      rowCount(path + ".rowCount", spec.rowCount(), findings);
    }
  }

  private static void references(
      String path,
      ExpectationSpec.References references,
      Set<String> columns,
      Scope scope,
      Findings findings) {
    TableChecks.exists(path + ".table", references.table(), scope, findings);
    CommonChecks.columnsExist(path + ".columns", references.columns(), columns, findings);
    if (references.keys() != null && references.keys().size() != references.columns().size()) {
      findings.add(
          path + ".keys",
          SpecReason.INVALID_COLUMN,
          "there are %d keys for %d columns; name one key for each column"
              .formatted(references.keys().size(), references.columns().size()));
    }
  }

  private static void rowCount(String path, ExpectationSpec.RowCount count, Findings findings) {
    if (count.min() == null && count.max() == null) {
      findings.add(path, SpecReason.INVALID_SPEC, "has no bound; set min, max or both");
    } else if (count.min() != null && count.max() != null && count.min() > count.max()) {
      findings.add(path, SpecReason.INVALID_SPEC, "min is above max; no table can meet it");
    }
  }
}
