package dev.lakehouse.spark.bronze.files;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.spark.StepFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.avro.AvroFileFormat;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.csv.CSVFileFormat;
import org.apache.spark.sql.execution.datasources.json.JsonFileFormat;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.execution.datasources.text.TextFileFormat;
import org.apache.spark.sql.execution.datasources.xml.XmlFileFormat;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.CollectionAccumulator;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** Reads some files of one format, and remembers which of them it could not read. */
public final class FileReading {
  private static final String IGNORE_CORRUPT = "spark.sql.files.ignoreCorruptFiles";

  /**
   * What opening a file counts for when files are shared out to tasks. Spark's 4 MiB would make a
   * task, and a file of the table, of every thirty small ones.
   */
  private static final String OPEN_COST = "spark.sql.files.openCostInBytes";

  private static final String SMALL_OPEN_COST = "262144";

  private final org.apache.spark.sql.classic.SparkSession session;
  private final String name;
  private final FileFormat format;
  private final scala.collection.immutable.Map<String, String> options;
  private final CollectionAccumulator<CorruptFile> corrupt = new CollectionAccumulator<>();

  /** A reading in that format, which is named as Spark names it. */
  public FileReading(SparkSession session, String format, Map<String, String> options) {
    this.session = (org.apache.spark.sql.classic.SparkSession) session;
    this.name = format;
    this.format = format(format);
    this.options =
        scala.collection.immutable.Map.from(
            CollectionConverters.asScala(new LinkedHashMap<>(options)));
    if (!session.sparkContext().conf().contains(OPEN_COST)) {
      session.conf().set(OPEN_COST, SMALL_OPEN_COST);
    }
    session.sparkContext().register(corrupt, "unreadable files");
  }

  private static FileFormat format(String name) {
    return switch (name) {
      case "avro" -> new AvroFileFormat();
      case "csv" -> new CSVFileFormat();
      case "debezium", "json" -> new JsonFileFormat();
      case "parquet" -> new ParquetFileFormat();
      case "text" -> new TextFileFormat();
      case "xml" -> new XmlFileFormat();
      default ->
          throw StepFailure.of(
              FailureReason.PLAN_INVALID,
              "This job's image reads no files of format %s. Use an image of the operator's version."
                  .formatted(name));
    };
  }

  /** What the readable ones among the files look like; no column when none is. */
  public StructType inferred(List<FoundFile> files) {
    session.conf().set(IGNORE_CORRUPT, true);
    try {
      Option<StructType> schema =
          format.inferSchema(
              session, options, CollectionConverters.asScala(statuses(files)).toSeq());
      return schema.isEmpty() ? new StructType() : schema.get();
    } finally {
      session.conf().set(IGNORE_CORRUPT, false);
    }
  }

  /**
   * The files by the columns they have, of formats whose files tell that.
   *
   * @throws CorruptFilesException when some do not
   */
  public List<SameColumns> bySchema(List<FoundFile> files) {
    boolean given =
        CollectionConverters.asJava(options).keySet().stream()
            .anyMatch("avroSchema"::equalsIgnoreCase);
    return given
        ? List.of(new SameColumns(inferred(files), files))
        : FileSchemas.of(session, name, files);
  }

  /** The files' rows. Once they are written, {@link #requireReadable()} tells whether all came. */
  public Dataset<Row> rows(List<FoundFile> files, Path root, StructType schema) {
    return rows(files, root, schema, format);
  }

  /** The same with another format, which tells no more than that of the reading. */
  public Dataset<Row> rows(List<FoundFile> files, Path root, StructType schema, FileFormat format) {
    return session.baseRelationToDataFrame(
        new HadoopFsRelation(
            new ListedFiles(root, statuses(files)),
            new StructType(),
            schema,
            Option.empty(),
            new TolerantFormat(format, corrupt),
            options,
            session));
  }

  private static List<FileStatus> statuses(List<FoundFile> files) {
    return files.stream().map(FoundFile::status).toList();
  }

  /**
   * Nothing when the rows that were written are all that the files hold.
   *
   * @throws CorruptFilesException when a file ended early
   */
  public void requireReadable() {
    Map<String, CorruptFile> found = new LinkedHashMap<>();
    corrupt.value().forEach(file -> found.putIfAbsent(file.name(), file));
    if (!found.isEmpty()) {
      throw new CorruptFilesException(List.copyOf(found.values()));
    }
  }
}
