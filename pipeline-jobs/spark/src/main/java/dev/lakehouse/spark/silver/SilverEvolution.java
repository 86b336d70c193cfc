package dev.lakehouse.spark.silver;

import dev.lakehouse.plan.SilverChanges;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.delta.ColumnChanges;
import dev.lakehouse.spark.delta.ColumnPolicy;
import dev.lakehouse.spark.delta.TableState;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Whether a silver table can be gone on with when its input's columns are not what they were. */
final class SilverEvolution {
  private static final String WIDENING = "delta.enableTypeWidening";

  private SilverEvolution() {}

  /**
   * Whether new rows can be put on top of those the table has; else all rows are read again, so
   * that the table's columns are what they would be had it been made today.
   *
   * @param inputs all rows of each, never executed
   * @throws dev.lakehouse.spark.StepFailure where the table's layout allows no such change
   */
  static boolean goesOn(
      Step.Silver step, TableState target, Function<TableName, Dataset<Row>> inputs) {
    ColumnChanges changes =
        ColumnChanges.between(target.schema(), SilverShape.of(inputs, step).schema());
    ColumnPolicy.require(step.output(), step.layout(), changes);
    return changes.retyped().isEmpty()
        && (changes.widened().isEmpty() || widensInPlace(step, target));
  }

  /** Delta widens a column of rows that are appended; where keys are replaced others lie beside. */
  private static boolean widensInPlace(Step.Silver step, TableState target) {
    boolean appended =
        step.changes() == null
            || step.changes().input() == null
            || step.changes().input() == SilverChanges.Input.APPENDED;
    return appended
        && !KeyHistory.applies(step)
        && target.snapshot().metadata().configuration().get(WIDENING).exists("true"::equals);
  }
}
