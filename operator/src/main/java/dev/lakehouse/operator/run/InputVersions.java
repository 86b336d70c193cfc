package dev.lakehouse.operator.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tables a plan reads from outside, each with its newest version; a null version means that the
 * table isn't there yet, or that nobody told.
 */
public record InputVersions(SortedMap<String, Long> byTable) {
  /** Nothing is read from outside. */
  static final InputVersions NONE = new InputVersions(new TreeMap<>());

  /** Versions by table. */
  public static InputVersions of(Map<String, Long> versions) {
    return new InputVersions(new TreeMap<>(versions));
  }

  /** Tables without a version, sorted. */
  List<String> missing() {
    return byTable.keySet().stream().filter(table -> byTable.get(table) == null).toList();
  }

  /** Those with a version. */
  SortedMap<String, Long> known() {
    SortedMap<String, Long> known = new TreeMap<>(byTable);
    known.values().removeIf(version -> version == null);
    return known;
  }

  /** Whether any is newer than what was consumed. */
  boolean newerThan(Map<String, Long> consumed) {
    return known().entrySet().stream()
        .anyMatch(
            input ->
                Optional.ofNullable(consumed.get(input.getKey()))
                    .map(version -> input.getValue() > version)
                    .orElse(true));
  }

  /** The names, for people. */
  String names() {
    return String.join(", ", byTable.keySet());
  }
}
