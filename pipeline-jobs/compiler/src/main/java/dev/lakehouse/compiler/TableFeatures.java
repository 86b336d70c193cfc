package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Defaults.orEmpty;

import dev.lakehouse.api.MedallionPipelineSpec.History;
import dev.lakehouse.api.MedallionPipelineSpec.SilverTable;
import dev.lakehouse.api.SilverColumn;
import dev.lakehouse.plan.SilverChanges;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The compatibility matrix: features of a table that don't go together, told before a job runs. A
 * pair is here only when Delta or Spark really refuse it, or when it does harm; the engine's test
 * TableFeaturesTest tries each on a real table. Types are known where {@code cast} says them; of
 * other columns nothing is claimed.
 */
final class TableFeatures {
  /** So many columns {@code CLUSTER BY} allows. */
  static final int CLUSTERING_COLUMNS = 4;

  /** Types whose values Delta keeps no smallest and greatest of. */
  private static final Set<String> WITHOUT_RANGE =
      Set.of("boolean", "binary", "array", "map", "struct", "variant", "void");

  /** Types whose values Delta can't make folders of. */
  private static final Set<String> NOT_IN_FOLDERS = Set.of("array", "map", "struct", "variant");

  /** Types no table of Delta holds, at any depth. */
  private static final Set<String> NOT_STORED = Set.of("interval", "time");

  private final String path;
  private final SilverTable table;
  private final Findings findings;

  /** Known types of the table's columns, in their order; empty: not known. */
  private final Map<String, Optional<SqlType>> columns = new LinkedHashMap<>();

  private TableFeatures(String path, SilverTable table, Findings findings) {
    this.path = path;
    this.table = table;
    this.findings = findings;
    for (SilverColumn column : orEmpty(table.columns())) {
      columns.putIfAbsent(column.name(), type(column.cast()));
    }
    if (!columns.isEmpty() && Defaults.history(table.history()) == History.TYPE2) {
      SilverHistoryChecks.VERSION_COLUMNS.forEach(name -> columns.putIfAbsent(name, type(null)));
      columns.put("is_current", type("boolean"));
    }
  }

  /** What of a silver table does not go together. */
  static void check(String path, SilverTable table, Findings findings) {
    List<SilverColumn> columns = orEmpty(table.columns());
    for (int i = 0; i < columns.size(); i++) {
      storable(path + ".columns[" + i + "].cast", columns.get(i).cast(), findings);
    }
    clustering(path, orEmpty(table.clusterBy()), findings);
    TableFeatures features = new TableFeatures(path, table, findings);
    features.keys();
    features.order();
    features.ties();
    features.clusteringHasARange();
    features.foldersHaveNames();
  }

  /** A type that a table can hold. */
  static void storable(String path, String type, Findings findings) {
    type(type)
        .flatMap(known -> NOT_STORED.stream().filter(known::holds).findFirst())
        .ifPresent(
            name ->
                findings.add(
                    path,
                    SpecReason.INVALID_COLUMN,
                    "a Delta table can't hold values of type %s; keep them as a string, or as a number of seconds or months"
                        .formatted(name)));
  }

  /** How many columns, and no more. */
  static void clustering(String path, List<String> clusterBy, Findings findings) {
    if (clusterBy.size() > CLUSTERING_COLUMNS) {
      findings.add(
          path + ".clusterBy",
          SpecReason.INVALID_SPEC,
          "Delta clusters by at most %d columns, and each dilutes the others; keep those that queries filter by most"
              .formatted(CLUSTERING_COLUMNS));
    }
  }

  private void keys() {
    List<String> keys = orEmpty(table.keys());
    for (int i = 0; i < keys.size(); i++) {
      uncomparable(keys.get(i), "[" + i + "]", "keys", "are compared");
    }
  }

  private void order() {
    if (table.sequenceBy() != null) {
      uncomparable(table.sequenceBy(), "", "sequenceBy", "are put in order");
    }
  }

  private void uncomparable(String column, String index, String field, String use) {
    known(column)
        .flatMap(type -> List.of("map", "variant").stream().filter(type::holds).findFirst())
        .ifPresent(
            name ->
                findings.add(
                    path + "." + field + index,
                    SpecReason.INVALID_COLUMN,
                    "values of %s %s, which Spark can't do with type %s of column %s; take another column, or a field of that one by an expr"
                        .formatted(field, use, name, column)));
  }

  /**
   * Of rows of one key and sequence the greatest hash wins, followed rows are told apart by theirs,
   * and a variant has none.
   */
  private void ties() {
    boolean hashes =
        Defaults.history(table.history()) != History.NONE
            && !orEmpty(table.keys()).isEmpty()
            && (table.sequenceBy() != null || table.input() == SilverChanges.Input.CHANGE_FEED);
    if (!hashes) {
      return;
    }
    List<SilverColumn> declared = orEmpty(table.columns());
    for (int i = 0; i < declared.size(); i++) {
      if (type(declared.get(i).cast()).filter(known -> known.holds("variant")).isPresent()) {
        findings.add(
            path + ".columns[" + i + "].cast",
            SpecReason.INVALID_COLUMN,
            "of rows that share key and sequenceBy the one of the greatest hash counts, followed"
                + " rows are told apart by it, and Spark can't hash type variant; keep the column as a string of JSON, or cast it to a"
                + " struct or map");
      }
    }
  }

  private void clusteringHasARange() {
    List<String> clusterBy = orEmpty(table.clusterBy());
    for (int i = 0; i < clusterBy.size(); i++) {
      String name = clusterBy.get(i);
      String at = path + ".clusterBy[" + i + "]";
      Optional<String> type = known(name).map(SqlType::outermost).filter(WITHOUT_RANGE::contains);
      if (type.isPresent()) {
        findings.add(
            at,
            SpecReason.INVALID_COLUMN,
            "Delta can't cluster by type %s of column %s, of which it keeps no smallest and greatest value; choose a number, a string, a date or a timestamp"
                .formatted(type.get(), name));
      }
    }
  }

  private void foldersHaveNames() {
    List<String> partitionBy =
        table.layout() == null ? List.of() : orEmpty(table.layout().partitionBy());
    for (int i = 0; i < partitionBy.size(); i++) {
      String name = partitionBy.get(i);
      String at = path + ".layout.partitionBy[" + i + "]";
      known(name)
          .map(SqlType::outermost)
          .filter(NOT_IN_FOLDERS::contains)
          .ifPresent(
              type ->
                  findings.add(
                      at,
                      SpecReason.INVALID_COLUMN,
                      "values of type %s of column %s can't be names of folders; choose a column of simple values, or a field of that one by an expr"
                          .formatted(type, name)));
    }
  }

  private Optional<SqlType> known(String column) {
    return columns.getOrDefault(column, Optional.empty());
  }

  private static Optional<SqlType> type(String text) {
    return text == null
        ? Optional.empty()
        : Optional.ofNullable(SparkGrammar.dataType(text).type());
  }
}
