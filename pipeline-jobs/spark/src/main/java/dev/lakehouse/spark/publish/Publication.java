package dev.lakehouse.spark.publish;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.StepFailure;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One version of a table on its way to a warehouse.
 *
 * @param sequence the run's; null: one past the last one published
 * @param tableId Delta's id of the table, which tells a table made anew from the one before
 * @param rows only columns of types that warehouses know
 */
record Publication(
    Step.Publish step, Long sequence, long version, String tableId, Dataset<Row> rows) {
  /** What the warehouse has. */
  record Published(long sequence, long version, String tableId) {}

  /** Whether the warehouse has this version already. */
  boolean isDone(Published last) {
    return last.version() == version && last.tableId().equals(tableId);
  }

  /**
   * The sequence number to publish with.
   *
   * @throws StepFailure with reason Fenced when a newer run, or a newer version, is there
   */
  long admit(Published last) {
    boolean newerVersion =
        sequence == null && last.tableId().equals(tableId) && last.version() > version;
    if (newerVersion || (sequence != null && last.sequence() > sequence)) {
      throw fenced();
    }
    return sequence == null ? last.sequence() + 1 : sequence;
  }

  StepFailure fenced() {
    return StepFailure.of(
        FailureReason.FENCED,
        "Version %d of %s must not be published to %s: a newer run has already published there. Nothing was changed; let the newer one stand, or start a new run."
            .formatted(version, step.from(), step.target()));
  }
}
