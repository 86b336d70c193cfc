package dev.lakehouse.spark.bronze;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.bronze.files.FileReading;
import dev.lakehouse.spark.bronze.files.FoundFile;
import dev.lakehouse.spark.bronze.records.RecordColumns;
import dev.lakehouse.spark.delta.TableState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Rows of formats whose files have columns with types, or whose reader of Spark's gives them. */
final class TypedRows implements FileRows {
  /** Where the reader puts the text of a record that does not fit. */
  private static final String RESCUED = RecordColumns.RESCUED;

  /** Formats whose readers put what they can't parse in a column. */
  private static final Set<String> RESCUING = Set.of("xml");

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
    StructType schema = schema(files);
    Dataset<Row> rows = reading.rows(files, new Path(step.path()), schema);
    List<Column> columns = new ArrayList<>(List.of(col("*")));
    if (!List.of(schema.fieldNames()).contains(RESCUED)) {
      columns.add(lit(null).cast(DataTypes.StringType).as(RESCUED));
    }
    columns.add(col("_metadata.file_path").as(FilesStep.FILE));
    columns.add(col("_metadata.file_modification_time").as(FilesStep.FILE_MODIFIED));
    columns.add(lit(context.now()).as(FilesStep.INGESTED_AT));
    return rows.select(columns.toArray(Column[]::new));
  }

  /** Declared columns, or inferred ones with the types that the table has given them before. */
  private StructType schema(List<FoundFile> files) {
    StructType schema = new StructType();
    if (step.columns().isEmpty() && !files.isEmpty()) {
      for (var field : reading.inferred(files).fields()) {
        boolean typed = target.hasColumn(field.name());
        schema = schema.add(field.name(), typed ? typeInTable(field.name()) : field.dataType());
      }
    }
    for (Step.ColumnType column : step.columns()) {
      schema = schema.add(column.name(), column.type());
    }
    boolean rescues =
        RESCUING.contains(step.format()) && !List.of(schema.fieldNames()).contains(RESCUED);
    return rescues ? schema.add(RESCUED, DataTypes.StringType) : schema;
  }

  private DataType typeInTable(String column) {
    return target.schema().apply(column).dataType();
  }
}
