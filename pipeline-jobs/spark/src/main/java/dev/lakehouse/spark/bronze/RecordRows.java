package dev.lakehouse.spark.bronze;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.lakehouse.plan.Decoding;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.bronze.files.FileReading;
import dev.lakehouse.spark.bronze.files.FoundFile;
import dev.lakehouse.spark.bronze.records.RecordColumns;
import dev.lakehouse.spark.bronze.records.RecordFormat;
import dev.lakehouse.spark.bronze.records.RecordFormats;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.TableState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.util.LongAccumulator;

/**
 * Rows of formats that are read record by record: what fits no column stands in {@code _rescued},
 * field by field, and what is no record in the table of dead letters.
 */
final class RecordRows implements FileRows {
  private static final Set<String> RESERVED =
      Set.of(
          FilesStep.FILE,
          FilesStep.FILE_MODIFIED,
          FilesStep.INGESTED_AT,
          RecordFormat.LINE,
          RecordFormat.REASON,
          RecordFormat.TEXT);

  private final StepContext context;
  private final Step.Files step;
  private final TableState target;
  private final FileReading reading;
  private final LongAccumulator malformed = new LongAccumulator();
  private Dataset<Row> records;

  RecordRows(StepContext context, Step.Files step, TableState target, FileReading reading) {
    this.context = context;
    this.step = step;
    this.target = target;
    this.reading = reading;
    context.session().sparkContext().register(malformed, "malformed records");
  }

  @Override
  public Dataset<Row> of(List<FoundFile> files) {
    records =
        reading
            .rows(
                files,
                new Path(step.path()),
                RecordFormat.SCHEMA,
                RecordFormats.of(step, malformed))
            .select(
                col("*"),
                col("_metadata.file_path").as(FilesStep.FILE),
                col("_metadata.file_modification_time").as(FilesStep.FILE_MODIFIED));
    Dataset<Row> readable = records.filter(col(RecordFormat.REASON).isNull());
    Dataset<Row> rows =
        RecordColumns.of(
            readable,
            types(files, readable),
            ReaderOptions.forms(step),
            RecordFormat.LINE,
            FilesStep.FILE,
            FilesStep.FILE_MODIFIED);
    if (step.evolution() == Decoding.Evolution.FAIL) {
      Unfit.refuse(step, rows, col(RecordFormat.LINE));
    }
    return rows.drop(RecordFormat.LINE).withColumn(FilesStep.INGESTED_AT, lit(context.now()));
  }

  private Map<String, DataType> types(List<FoundFile> files, Dataset<Row> readable) {
    if (step.evolution() != Decoding.Evolution.ADD_COLUMNS || files.isEmpty()) {
      return RecordColumns.declared(step.columns());
    }
    Map<String, DataType> types =
        RecordColumns.withFields(
            step.columns(), RESERVED, target, RecordColumns.fieldsOf(readable));
    if (step.columns().isEmpty()
        && "true".equalsIgnoreCase(ReaderOptions.of(step).get("inferSchema"))) {
      for (StructField field : reading.inferred(files).fields()) {
        if (types.containsKey(field.name()) && !target.hasColumn(field.name())) {
          types.put(field.name(), field.dataType());
        }
      }
    }
    return types;
  }

  @Override
  public void keepMalformed(CommitNote note) {
    if (malformed.value() > 0) {
      DeadRecords.keep(
          context, step.output(), records.filter(col(RecordFormat.REASON).isNotNull()), note);
    }
  }
}
