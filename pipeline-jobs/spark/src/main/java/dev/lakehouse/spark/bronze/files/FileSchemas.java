package dev.lakehouse.spark.bronze.files;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * The columns of files that say themselves which they have (Avro, Parquet). Each is asked, by
 * Spark's tasks, so that a value of another type than the table's is known as one, and not as a
 * file that can't be read.
 */
final class FileSchemas {
  private static final int FILES_PER_TASK = 200;

  private FileSchemas() {}

  /**
   * The files, those together that agree on the type of each field they share.
   *
   * @throws CorruptFilesException when some do not tell their columns
   */
  static List<SameColumns> of(SparkSession session, String format, List<FoundFile> files) {
    List<Tuple2<Integer, FileStatus>> numbered = new ArrayList<>();
    for (FoundFile file : files) {
      numbered.add(new Tuple2<>(numbered.size(), file.status()));
    }
    int tasks =
        Math.max(session.sparkContext().defaultParallelism(), files.size() / FILES_PER_TASK);
    SchemaReader reader =
        new SchemaReader(
            format, new SerializableConfiguration(session.sessionState().newHadoopConf()));
    List<SchemaReader.Told> told =
        JavaSparkContext.fromSparkContext(session.sparkContext())
            .parallelize(numbered, Math.min(tasks, Math.max(1, files.size())))
            .mapPartitions(reader)
            .collect();
    List<CorruptFile> corrupt =
        told.stream().map(SchemaReader.Told::corrupt).flatMap(Optional::stream).toList();
    if (!corrupt.isEmpty()) {
      throw new CorruptFilesException(corrupt);
    }
    return grouped(told, files);
  }

  private static List<SameColumns> grouped(List<SchemaReader.Told> told, List<FoundFile> files) {
    Map<String, List<FoundFile>> bySchema = new LinkedHashMap<>();
    for (SchemaReader.Told each : told) {
      List<FoundFile> same = bySchema.computeIfAbsent(each.schema(), key -> new ArrayList<>());
      each.files().forEach(number -> same.add(files.get(number)));
    }
    List<SameColumns> groups = new ArrayList<>();
    bySchema.forEach(
        (schema, same) -> {
          StructType fields = ((StructType) DataType.fromJson(schema)).asNullable();
          for (int i = 0; i < groups.size(); i++) {
            Optional<StructType> both = merged(groups.get(i).schema(), fields);
            if (both.isPresent()) {
              groups.get(i).files().addAll(same);
              groups.set(i, new SameColumns(both.get(), groups.get(i).files()));
              return;
            }
          }
          groups.add(new SameColumns(fields, new ArrayList<>(same)));
        });
    return groups;
  }

  /** The fields of both; empty when one is of two types. */
  static Optional<StructType> merged(StructType one, StructType other) {
    Map<String, StructField> fields = new LinkedHashMap<>();
    for (StructField field : one.fields()) {
      fields.put(field.name().toLowerCase(Locale.ROOT), field);
    }
    for (StructField field : other.fields()) {
      StructField there = fields.putIfAbsent(field.name().toLowerCase(Locale.ROOT), field);
      // Names that differ by case only would be read as one.
      if (there != null && !there.equals(field)) {
        return Optional.empty();
      }
    }
    return Optional.of(new StructType(fields.values().toArray(StructField[]::new)));
  }
}
