package dev.lakehouse.spark.local;

import static org.apache.spark.sql.functions.current_timestamp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse.plan.LocalJob;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Rows that a test gives, as tables. */
final class GivenRows {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SparkSession spark;
  private final Map<String, LocalJob.Source> sources;

  GivenRows(SparkSession spark, Map<String, LocalJob.Source> sources) {
    this.spark = spark;
    this.sources = sources;
  }

  /** Makes the table hold these rows. */
  void write(String lake, String table, LocalJob.Rows rows) {
    LocalJob.Source source = sources.get(table);
    List<Step.ColumnType> columns = source == null ? List.of() : source.columns();
    Dataset<Row> read =
        rows.csv() == null
            ? inline(table, rows.rows(), columns)
            : LocalSources.read(
                spark, new LocalJob.Source(table, rows.csv(), "csv", Map.of(), columns));
    LocalSources.write(
        read.withColumn("_ingested_at", current_timestamp()),
        TableName.of(table).path(lake),
        "test");
  }

  private Dataset<Row> inline(
      String table, List<Map<String, Object>> rows, List<Step.ColumnType> columns) {
    if (rows.isEmpty() && columns.isEmpty()) {
      throw new IllegalArgumentException(
          "the table %s is read, but its columns are not known: give it a row, or declare the columns in its DataSource"
              .formatted(table));
    }
    List<String> lines = new ArrayList<>();
    try {
      for (Map<String, Object> row : rows) {
        lines.add(JSON.writeValueAsString(row));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("rows of " + table + " are not plain values", e);
    }
    var reader = spark.read();
    if (!columns.isEmpty()) {
      reader = reader.schema(LocalSources.schema(columns));
    }
    return reader.json(spark.createDataset(lines, Encoders.STRING()));
  }
}
