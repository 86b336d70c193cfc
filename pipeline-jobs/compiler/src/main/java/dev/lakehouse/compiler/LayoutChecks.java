package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Defaults.orEmpty;

import dev.lakehouse.api.MedallionPipelineSpec.SilverTable;
import dev.lakehouse.api.TableLayout;
import dev.lakehouse.api.TableLayout.Constraint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The checks of how a silver or gold table is laid out. */
final class LayoutChecks {
  private static final int PARTITION_COLUMNS = 4;

  /** What the engine decides by itself, or stands in a field of its own. */
  private static final Map<Pattern, String> NOT_SET =
      Map.of(
          Pattern.compile("delta[.]constraints[.].*"), "write it under constraints",
          Pattern.compile("delta[.](min(Reader|Writer)Version|feature[.].*|columnMapping[.].*)"),
              "which versions and features a table has follows from what is declared; leave it out",
          Pattern.compile("delta[.]appendOnly"),
              "runs replace rows; use history: First or None for a table that is only added to",
          Pattern.compile("lakehouse[.].*|comment"), "the engine keeps notes of its own there");

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,99}");

  private LayoutChecks() {}

  /**
   * Checks it.
   *
   * @param columns the table's columns; empty: not known
   */
  static void check(
      String table,
      TableLayout layout,
      List<String> clusterBy,
      Set<String> columns,
      Findings findings) {
    if (layout == null) {
      return;
    }
    String path = table + ".layout";
    partitions(path, orEmpty(layout.partitionBy()), clusterBy, columns, findings);
    CommonChecks.columnsExist(path + ".notNull", orEmpty(layout.notNull()), columns, findings);
    if (layout.comments() != null) {
      List<String> commented = new ArrayList<>(layout.comments().keySet());
      CommonChecks.columnsExist(path + ".comments", commented, columns, findings);
    }
    if (layout.properties() != null) {
      layout.properties().keySet().forEach(name -> property(path, name, findings));
    }
    constraints(path, layout, findings);
  }

  /** Where a row of the input holds only what changed, nothing can be asked of it alone. */
  static void rowsAreWhole(String path, SilverTable table, Findings findings) {
    boolean constrained =
        table.layout() != null
            && !(orEmpty(table.layout().notNull()).isEmpty()
                && orEmpty(table.layout().constraints()).isEmpty());
    if (constrained && Boolean.TRUE.equals(table.ignoreNulls())) {
      findings.add(
          path + ".layout",
          SpecReason.INVALID_SPEC,
          "notNull and constraints are asked of rows as they come, and with ignoreNulls these hold"
              + " only what changed; leave one of the two out");
    }
  }

  private static void partitions(
      String path,
      List<String> partitionBy,
      List<String> clusterBy,
      Set<String> columns,
      Findings findings) {
    CommonChecks.columnsExist(path + ".partitionBy", partitionBy, columns, findings);
    if (partitionBy.size() > PARTITION_COLUMNS) {
      findings.add(
          path + ".partitionBy",
          SpecReason.INVALID_SPEC,
          "has more than %d columns, which makes folders of few rows; keep those with few values that most queries filter by"
              .formatted(PARTITION_COLUMNS));
    }
    if (!partitionBy.isEmpty() && !clusterBy.isEmpty()) {
      findings.add(
          path + ".partitionBy",
          SpecReason.INVALID_SPEC,
          "stands beside clusterBy, of which Delta does one; keep clusterBy, unless other engines"
              + " need the folders");
    }
    if (!columns.isEmpty() && columns.size() == Set.copyOf(partitionBy).size()) {
      findings.add(
          path + ".partitionBy",
          SpecReason.INVALID_COLUMN,
          "names all columns of the table, so its files would have none; leave one out");
    }
  }

  private static void property(String path, String name, Findings findings) {
    if (!NAME.matcher(name).matches()) {
      findings.add(
          path + ".properties",
          SpecReason.INVALID_SPEC,
          "'%s' can't be a property's name; write letters, digits, dots, dashes and underscores, a letter first"
              .formatted(name));
    }
    NOT_SET.forEach(
        (pattern, why) -> {
          if (pattern.matcher(name).matches()) {
            findings.add(
                path + ".properties",
                SpecReason.INVALID_SPEC,
                "'%s' can't be set here: %s".formatted(name, why));
          }
        });
  }

  private static void constraints(String path, TableLayout layout, Findings findings) {
    Set<String> names = new HashSet<>();
    orEmpty(layout.notNull()).forEach(column -> names.add(Layouts.notNull(column)));
    List<Constraint> constraints = orEmpty(layout.constraints());
    for (int i = 0; i < constraints.size(); i++) {
      String at = path + ".constraints[" + i + "]";
      findings.checkExpression(at + ".check", constraints.get(i).check());
      if (!names.add(constraints.get(i).name())) {
        findings.add(
            at + ".name",
            SpecReason.INVALID_SPEC,
            "'" + constraints.get(i).name() + "' is there twice; remove or rename one");
      }
    }
  }
}
