package dev.lakehouse.spark.bronze;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.EarlierAttempt;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.StepFailure;
import dev.lakehouse.spark.StepResult;
import dev.lakehouse.spark.StepRunner;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.Fence;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableState;
import java.io.FileNotFoundException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * New files of a folder into a bronze table, each exactly once: the table itself says, in its
 * column {@code _file}, which ones it has.
 */
public final class FilesStep implements StepRunner<Step.Files> {
  /** What does not fit the declared columns: the text of the record. */
  static final String RESCUED = "_rescued";

  private static final String FILE = "_file";
  private static final String FILE_MODIFIED = "_file_modified";
  private static final String INGESTED_AT = "_ingested_at";

  @Override
  public StepResult run(StepContext context, Step.Files step) {
    LakeTable table = context.table(step.output());
    TableState target = table.state();
    return EarlierAttempt.result(context.run().sequence(), target)
        .orElseGet(() -> attempt(context, step, table, target));
  }

  private static StepResult attempt(
      StepContext context, Step.Files step, LakeTable table, TableState target) {
    long sequence = Fence.admit(step.output(), context.run().sequence(), target.sequence());
    boolean replace = context.refreshes(step.output());
    List<String> files = listed(context, step);
    if (!replace) {
      files.removeAll(ingested(table, target));
    }
    if (files.isEmpty() && !(replace && target.exists())) {
      return nothingNew(step, target);
    }
    Dataset<Row> rows = read(context, step, target, files);
    if (rows.isEmpty() && !replace) {
      return nothingNew(step, target);
    }
    CommitNote note =
        CommitNote.of(sequence, step.id(), context.hash(step), Map.of(), Map.of())
            .withMetrics(Map.of("files", (double) files.size()));
    var writer = context.writer(table);
    return EarlierAttempt.result(
        replace
            ? writer.overwrite(target, rows, note, List.of())
            : writer.append(target, rows, note, List.of()));
  }

  private static StepResult nothingNew(Step.Files step, TableState target) {
    return StepResult.nothingNew(
        target.exists() ? target.version() : null, null, "no new files in " + step.path());
  }

  private static List<String> listed(StepContext context, Step.Files step) {
    try {
      return Folder.files(step.path(), context.session().sessionState().newHadoopConf());
    } catch (FileNotFoundException e) {
      throw StepFailure.of(
          FailureReason.SOURCE_NOT_FOUND,
          "The folder %s of source %s does not exist. Create it, or correct the path in the DataSource."
              .formatted(step.path(), step.output()),
          e);
    }
  }

  private static Set<String> ingested(LakeTable table, TableState target) {
    if (!target.hasColumn(FILE)) {
      return Set.of();
    }
    Set<String> files = new HashSet<>();
    for (String file :
        table
            .read(target.version())
            .select(FILE)
            .distinct()
            .as(Encoders.STRING())
            .collectAsList()) {
      files.add(SparkPath.fromUrlString(file).toPath().toString());
    }
    return files;
  }

  private static Dataset<Row> read(
      StepContext context, Step.Files step, TableState target, List<String> files) {
    String[] paths = files.stream().map(Folder::literal).toArray(String[]::new);
    DataFrameReader reader = reader(context, step);
    StructType schema = schema(step, target, reader, paths);
    if (schema != null) {
      reader = reader.schema(schema);
    }
    Dataset<Row> rows = reader.load(paths);
    List<Column> columns = new ArrayList<>(List.of(col("*")));
    if (schema == null || !List.of(schema.fieldNames()).contains(RESCUED)) {
      columns.add(lit(null).cast(DataTypes.StringType).as(RESCUED));
    }
    columns.add(col("_metadata.file_path").as(FILE));
    columns.add(col("_metadata.file_modification_time").as(FILE_MODIFIED));
    columns.add(lit(context.now()).as(INGESTED_AT));
    return rows.select(columns.toArray(Column[]::new));
  }

  private static DataFrameReader reader(StepContext context, Step.Files step) {
    return context
        .session()
        .read()
        .format(step.format())
        .options(step.options())
        .option("mode", "PERMISSIVE")
        .option("columnNameOfCorruptRecord", RESCUED);
  }

  /** Declared columns, or inferred ones with the types that the table has given them before. */
  private static StructType schema(
      Step.Files step, TableState target, DataFrameReader reader, String[] paths) {
    StructType schema = new StructType();
    if (step.columns().isEmpty()) {
      for (var field : reader.load(paths).schema().fields()) {
        boolean known = target.hasColumn(field.name());
        schema = schema.add(field.name(), known ? typeIn(target, field.name()) : field.dataType());
      }
    }
    for (Step.ColumnType column : step.columns()) {
      schema = schema.add(column.name(), column.type());
    }
    boolean text = !step.format().equals("parquet");
    boolean rescues = text && !List.of(schema.fieldNames()).contains(RESCUED);
    return rescues ? schema.add(RESCUED, DataTypes.StringType) : schema;
  }

  private static org.apache.spark.sql.types.DataType typeIn(TableState target, String column) {
    return target.schema().apply(column).dataType();
  }
}
