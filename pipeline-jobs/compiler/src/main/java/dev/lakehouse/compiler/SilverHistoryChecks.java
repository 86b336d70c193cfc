package dev.lakehouse.compiler;

import dev.lakehouse.api.MedallionPipelineSpec.History;
import dev.lakehouse.api.MedallionPipelineSpec.SilverTable;
import dev.lakehouse.plan.SilverChanges;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The checks of what keeps the past of a silver table's keys. */
final class SilverHistoryChecks {
  /** What history Type2 adds to a table, behind its other columns. */
  static final List<String> VERSION_COLUMNS = List.of("valid_from", "valid_to", "is_current");

  private SilverHistoryChecks() {}

  static void check(String path, SilverTable table, Set<String> columns, Findings findings) {
    findings.checkExpression(path + ".deleteWhen", table.deleteWhen());
    History history = Defaults.history(table.history());
    boolean changes = table.deleteWhen() != null || Boolean.TRUE.equals(table.ignoreNulls());
    if (changes && rowsStay(history)) {
      findings.add(
          path + ".history",
          SpecReason.INVALID_SPEC,
          "deleteWhen and ignoreNulls change rows by key, but with history None or First rows that"
              + " are there stay; set history to Type1 or Type2, or leave them out");
    }
    if (history == History.FIRST && table.sequenceBy() != null) {
      findings.add(
          path + ".sequenceBy",
          SpecReason.INVALID_SPEC,
          "history First keeps the row of a key that came first; leave sequenceBy out, or set"
              + " history: Type1 to keep the one with the greatest sequenceBy");
    }
    SilverChanges.Input input = Defaults.or(table.input(), SilverChanges.Input.APPENDED);
    if (input != SilverChanges.Input.APPENDED) {
      input(path, table, input, findings);
    }
    boolean follows = input == SilverChanges.Input.CHANGE_FEED;
    if ((changes || history == History.TYPE2) && !follows && table.sequenceBy() == null) {
      findings.add(
          path + ".sequenceBy",
          SpecReason.INVALID_SPEC,
          "history Type2, deleteWhen and ignoreNulls order the rows of a key by sequenceBy, however"
              + " late they come; name the column that grows with every change");
    }
    if (history == History.TYPE2) {
      VERSION_COLUMNS.stream()
          .filter(columns::contains)
          .forEach(
              name ->
                  findings.add(
                      path + ".columns",
                      SpecReason.INVALID_COLUMN,
                      "history Type2 adds a column %s of its own; call yours otherwise"
                          .formatted(name)));
    }
  }

  private static boolean rowsStay(History history) {
    return history == History.NONE || history == History.FIRST;
  }

  private static void input(
      String path, SilverTable table, SilverChanges.Input input, Findings findings) {
    History history = Defaults.history(table.history());
    boolean changes = table.deleteWhen() != null || Boolean.TRUE.equals(table.ignoreNulls());
    if (changes || rowsStay(history)) {
      findings.add(
          path + ".input",
          SpecReason.INVALID_SPEC,
          "Snapshot and ChangeFeed tell by themselves which keys are gone; leave deleteWhen and"
              + " ignoreNulls out, and set history to Type1 or Type2");
    }
    if (input == SilverChanges.Input.CHANGE_FEED) {
      if (table.sequenceBy() != null) {
        findings.add(
            path + ".sequenceBy",
            SpecReason.INVALID_SPEC,
            "ChangeFeed follows a table that has one row of each key, in the order of its commits;"
                + " leave it out");
      }
    } else if (history == History.TYPE1 && table.sequenceBy() == null) {
      findings.add(
          path + ".sequenceBy",
          SpecReason.INVALID_SPEC,
          "input Snapshot needs the column that all rows of a snapshot share and that grows from"
              + " one to the next, for example {name: loaded_at, from: _ingested_at}");
    }
  }

  /** The columns that the table has in the end; none when they are not known. */
  static Set<String> withAdded(SilverTable table, Set<String> columns) {
    if (columns.isEmpty() || Defaults.history(table.history()) != History.TYPE2) {
      return columns;
    }
    Set<String> all = new HashSet<>(columns);
    all.addAll(VERSION_COLUMNS);
    return all;
  }
}
