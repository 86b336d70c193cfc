package dev.lakehouse.spark.local;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.expr;

import dev.lakehouse.plan.LocalJob;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Files of the author's as bronze tables. A table whose files did not change is left as it is. */
final class LocalSources {
  private static final String FINGERPRINT = "lakehouse.local.files";

  private LocalSources() {}

  /** Makes the bronze table hold exactly the rows of the source's files; tells whether it did. */
  static boolean load(SparkSession spark, String lake, LocalJob.Source source) {
    String path = TableName.of(source.table()).path(lake);
    String fingerprint = fingerprint(source);
    if (fingerprint.equals(known(spark, path))) {
      return false;
    }
    write(read(spark, source).withColumn("_ingested_at", current_timestamp()), path, fingerprint);
    return true;
  }

  /** Makes the table hold exactly these rows. */
  static void write(Dataset<Row> rows, String path, String fingerprint) {
    rows.coalesce(1)
        .write()
        .format("delta")
        .mode(SaveMode.Overwrite)
        .option("overwriteSchema", "true")
        .option("userMetadata", FINGERPRINT + "=" + fingerprint)
        .save(path);
  }

  private static String known(SparkSession spark, String path) {
    if (!Files.isDirectory(Path.of(path, "_delta_log"))) {
      return null;
    }
    List<Row> last =
        spark
            .sql("DESCRIBE HISTORY delta.`" + path + "` LIMIT 1")
            .select("userMetadata")
            .collectAsList();
    String metadata = last.isEmpty() ? null : last.get(0).getString(0);
    return metadata != null && metadata.startsWith(FINGERPRINT + "=")
        ? metadata.substring(FINGERPRINT.length() + 1)
        : null;
  }

  private static String fingerprint(LocalJob.Source source) {
    try (Stream<Path> files = Files.walk(Path.of(source.path()))) {
      StringBuilder text = new StringBuilder(source.toString());
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        text.append('\n')
            .append(file)
            .append(' ')
            .append(Files.size(file))
            .append(' ')
            .append(Files.getLastModifiedTime(file).toMillis());
      }
      return Integer.toHexString(text.toString().hashCode()) + "-" + text.length();
    } catch (IOException e) {
      throw new UncheckedIOException("the files of " + source.table() + " can't be read", e);
    }
  }

  /** The rows of the source's files, with the declared columns where there are any. */
  static Dataset<Row> read(SparkSession spark, LocalJob.Source source) {
    boolean declared = !source.columns().isEmpty();
    DataFrameReader reader = spark.read().format(source.format());
    if (source.format().equals("csv")) {
      reader = reader.option("header", "true").option("inferSchema", !declared);
    }
    if (source.format().equals("json") && isArray(Path.of(source.path()))) {
      reader = reader.option("multiLine", "true");
    }
    if (source.format().equals("json") && declared) {
      reader = reader.schema(schema(source.columns()));
    }
    Dataset<Row> rows = reader.options(source.options()).load(source.path());
    return declared ? rows.select(columns(rows, source.columns())) : rows;
  }

  static StructType schema(List<Step.ColumnType> columns) {
    StructType schema = new StructType();
    for (Step.ColumnType column : columns) {
      schema = schema.add(column.name(), column.type());
    }
    return schema;
  }

  /** Declared columns by name; what is no value of its type is null, as in production. */
  private static Column[] columns(Dataset<Row> rows, List<Step.ColumnType> declared) {
    List<String> there = List.of(rows.columns());
    List<Column> columns = new ArrayList<>();
    for (Step.ColumnType column : declared) {
      String name = "`" + column.name().replace("`", "``") + "`";
      boolean same =
          there.contains(column.name())
              && rows.schema()
                  .apply(column.name())
                  .dataType()
                  .equals(schema(List.of(column)).apply(0).dataType());
      columns.add(
          same
              ? col(name)
              : expr("try_cast(%s AS %s)"
                      .formatted(there.contains(column.name()) ? name : "NULL", column.type()))
                  .as(column.name()));
    }
    return columns.toArray(Column[]::new);
  }

  private static boolean isArray(Path path) {
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (var reader = Files.newBufferedReader(path)) {
      int first;
      do {
        first = reader.read();
      } while (first != -1 && Character.isWhitespace(first));
      return first == '[';
    } catch (IOException e) {
      throw new UncheckedIOException(path + " can't be read", e);
    }
  }
}
