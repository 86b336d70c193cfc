package dev.lakehouse.spark.bronze;

import static org.apache.spark.sql.functions.col;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.StepFailure;
import dev.lakehouse.spark.bronze.records.RecordColumns;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Records that have what fits no column, where there must be none. */
final class Unfit {
  private Unfit() {}

  /**
   * Nothing, when all fit.
   *
   * @param line the line that a record stands in, null where that is not known
   * @throws StepFailure that names the first that does not, not its content
   */
  static void refuse(Step.Files step, Dataset<Row> rows, Column line) {
    List<Row> unfit =
        rows.filter(col(RecordColumns.RESCUED).isNotNull())
            .select(col(FilesStep.FILE), line)
            .takeAsList(1);
    if (!unfit.isEmpty()) {
      Row first = unfit.get(0);
      throw StepFailure.of(
          FailureReason.DATA_INVALID,
          "%s of %s has fields or values that fit no column of %s, and schema.evolution is Fail. The run stopped before it. Declare what it has, or set spec.schema.evolution to Rescue or AddColumns."
              .formatted(
                  first.isNullAt(1) ? "A record" : "The record in line " + first.getLong(1),
                  first.getString(0),
                  step.output()));
    }
  }
}
