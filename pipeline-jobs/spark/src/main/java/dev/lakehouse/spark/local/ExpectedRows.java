package dev.lakehouse.spark.local;

import dev.lakehouse.plan.LocalJob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Rows that a test expects, all values as text. */
record ExpectedRows(List<String> columns, List<Map<String, String>> rows) {

  static ExpectedRows of(SparkSession spark, LocalJob.Rows rows) {
    if (rows.csv() != null) {
      Dataset<Row> read = spark.read().option("header", "true").csv(rows.csv());
      return new ExpectedRows(List.of(read.columns()), texts(read, List.of(read.columns())));
    }
    Set<String> columns = new LinkedHashSet<>();
    rows.rows().forEach(row -> columns.addAll(row.keySet()));
    List<Map<String, String>> texts = new ArrayList<>();
    for (Map<String, Object> row : rows.rows()) {
      Map<String, String> text = new LinkedHashMap<>();
      row.forEach((name, value) -> text.put(name, value == null ? null : value.toString()));
      texts.add(text);
    }
    return new ExpectedRows(List.copyOf(columns), texts);
  }

  /** What differs in the table; empty: nothing. */
  List<String> compare(Dataset<Row> table, List<String> keys) {
    List<String> there = List.of(table.columns());
    List<String> missing = columns.stream().filter(column -> !there.contains(column)).toList();
    if (!missing.isEmpty()) {
      return List.of("has no column %s; it has %s".formatted(missing, there));
    }
    List<String> shown =
        columns.isEmpty()
            ? there.stream().filter(column -> !column.startsWith("_")).toList()
            : columns;
    return new RowDiff(shown, keys).of(rows, texts(table, shown));
  }

  private static List<Map<String, String>> texts(Dataset<Row> table, List<String> columns) {
    Column[] cast =
        columns.stream()
            .map(name -> functions.col("`" + name.replace("`", "``") + "`").cast("string").as(name))
            .toArray(Column[]::new);
    List<Map<String, String>> texts = new ArrayList<>();
    for (Row row : table.select(cast).collectAsList()) {
      Map<String, String> text = new LinkedHashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        text.put(columns.get(i), row.getString(i));
      }
      texts.add(text);
    }
    return texts;
  }
}
