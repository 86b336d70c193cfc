package dev.lakehouse.spark.bronze;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.lakehouse.plan.Decoding.Evolution;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.bronze.files.FileReading;
import dev.lakehouse.spark.bronze.files.FoundFile;
import dev.lakehouse.spark.bronze.files.SameColumns;
import dev.lakehouse.spark.bronze.records.RecordColumns;
import dev.lakehouse.spark.bronze.records.TypedColumns;
import dev.lakehouse.spark.delta.TableState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Rows of formats whose files have columns with types, or whose reader of Spark's gives them. */
final class TypedRows implements FileRows {
  private static final String XML = "xml";
  private static final Set<String> RESERVED =
      Set.of(FilesStep.FILE, FilesStep.FILE_MODIFIED, FilesStep.INGESTED_AT);

  private final StepContext context;
  private final Step.Files step;
  private final TableState target;
  private final FileReading reading;

  TypedRows(StepContext context, Step.Files step, TableState target, FileReading reading) {
    this.context = context;
    this.step = step;
    this.target = target;
    this.reading = reading;
  }

  @Override
  public Dataset<Row> of(List<FoundFile> files) {
    List<SameColumns> groups = groups(files);
    Map<String, DataType> types = types(groups);
    Dataset<Row> rows =
        groups.stream().map(group -> rows(group, types)).reduce(Dataset::union).orElseThrow();
    if (step.evolution() == Evolution.FAIL) {
      Unfit.refuse(step, rows, lit(null).cast(DataTypes.LongType));
    }
    return rows.withColumn(FilesStep.INGESTED_AT, lit(context.now()));
  }

  private List<SameColumns> groups(List<FoundFile> files) {
    if (files.isEmpty()) {
      return List.of(new SameColumns(new StructType(), files));
    }
    return switch (step.format()) {
      case "avro", "parquet" -> reading.bySchema(files);
      default -> List.of(new SameColumns(reading.inferred(files), files));
    };
  }

  private Map<String, DataType> types(List<SameColumns> groups) {
    if (evolution() != Evolution.ADD_COLUMNS) {
      return RecordColumns.declared(step.columns());
    }
    Map<String, StructField> fields = new LinkedHashMap<>();
    for (SameColumns group : groups) {
      for (StructField field : group.schema().fields()) {
        if (!(field.dataType() instanceof NullType)) {
          fields.putIfAbsent(field.name(), field);
        }
      }
    }
    return RecordColumns.withFields(
        step.columns(),
        RESERVED,
        target,
        new StructType(fields.values().toArray(StructField[]::new)));
  }

  /** Plans of older operators do not say it of these formats. */
  private Evolution evolution() {
    if (step.evolution() != null) {
      return step.evolution();
    }
    return step.columns().isEmpty() ? Evolution.ADD_COLUMNS : Evolution.RESCUE;
  }

  private Dataset<Row> rows(SameColumns group, Map<String, DataType> types) {
    boolean xml = XML.equals(step.format());
    StructType fields = xml ? texts(group.schema()) : group.schema();
    StructType read = xml ? fields.add(RecordColumns.RESCUED, DataTypes.StringType) : fields;
    Column unread = xml ? col(RecordColumns.RESCUED) : lit(null).cast(DataTypes.StringType);
    return TypedColumns.of(
        reading.rows(group.files(), new Path(step.path()), read),
        fields,
        types,
        ReaderOptions.forms(step),
        unread,
        col("_metadata.file_path").as(FilesStep.FILE),
        col("_metadata.file_modification_time").as(FilesStep.FILE_MODIFIED));
  }

  /**
   * What to ask Spark's reader of XML for: values as they are written, so that what a column can't
   * hold is known by field; nested ones of the declared type, as only the reader can tell one
   * element from a list of one.
   */
  private StructType texts(StructType inferred) {
    // Spark tells names apart regardless of case; the reader of XML does not: it gets theirs.
    Map<String, StructField> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (StructField field : inferred.fields()) {
      fields.putIfAbsent(field.name(), field);
    }
    RecordColumns.declared(step.columns())
        .forEach(
            (name, type) -> {
              StructField there = fields.get(name);
              String spelt = there == null ? name : there.name();
              fields.put(name, new StructType().add(spelt, type).apply(spelt));
            });
    fields.remove(RecordColumns.RESCUED);
    StructType texts = new StructType();
    for (StructField field : fields.values()) {
      texts = texts.add(field.name(), RecordColumns.textUnlessNested(field.dataType()));
    }
    return texts;
  }
}
