package dev.lakehouse.spark.bronze;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.bronze.records.RecordFormat;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.Fence;
import dev.lakehouse.spark.delta.FileLayout;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableState;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Records of readable files that are none, in the table {@code bronze.NAME_dead}: each content of a
 * file once. Written before the table itself, which from then on counts the file as read.
 */
final class DeadRecords {
  private DeadRecords() {}

  /**
   * Keeps those records.
   *
   * @param records with text, reason and line of each, and the file's name and time
   * @param note of the commit to the table itself
   */
  static void keep(StepContext context, TableName main, Dataset<Row> records, CommitNote note) {
    LakeTable table = context.table(main.sibling(DeadFiles.SUFFIX));
    TableState state = table.state();
    Fence.admit(table.name(), note.sequence(), state.sequence());
    Dataset<Row> dead =
        records.select(
            col(RecordFormat.TEXT).as("payload"),
            col(RecordFormat.REASON).as("reason"),
            col(FilesStep.FILE),
            col(FilesStep.FILE_MODIFIED),
            lit(null).cast(DataTypes.LongType).as("_file_size"),
            col(RecordFormat.LINE),
            lit(context.now()).as(FilesStep.INGESTED_AT));
    if (state.hasColumn(RecordFormat.LINE)) {
      Dataset<Row> kept =
          table
              .read(state.version())
              .filter(col("_file_size").isNull())
              .select(FilesStep.FILE, FilesStep.FILE_MODIFIED)
              .distinct();
      dead =
          dead.join(
              kept,
              dead.col(FilesStep.FILE)
                  .equalTo(kept.col(FilesStep.FILE))
                  .and(
                      dead.col(FilesStep.FILE_MODIFIED).equalTo(kept.col(FilesStep.FILE_MODIFIED))),
              "left_anti");
    }
    // An earlier attempt, which died before it came to the table itself, may have kept them all.
    if (!dead.isEmpty()) {
      context.writer(table).append(state, dead.coalesce(1), note, FileLayout.NONE);
    }
  }
}
