package dev.lakehouse.spark.rollback;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Restore;
import dev.lakehouse.spark.EarlierAttempt;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.StepFailure;
import dev.lakehouse.spark.StepResult;
import dev.lakehouse.spark.StepRunner;
import dev.lakehouse.spark.delta.Fence;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableRestore;
import dev.lakehouse.spark.delta.TableState;

/** Takes a table back to what it was at an earlier version, watermark included. */
public final class RestoreStep implements StepRunner<Restore> {

  @Override
  public StepResult run(StepContext context, Restore step) {
    TableState now = context.table(step.output()).state();
    return EarlierAttempt.result(context.run().sequence(), now)
        .orElseGet(() -> attempt(context, step, now));
  }

  private static StepResult attempt(StepContext context, Restore step, TableState now) {
    long sequence = Fence.admit(step.output(), context.run().sequence(), now.sequence());
    if (step.version() > now.version()) {
      throw StepFailure.of(
          FailureReason.SOURCE_NOT_FOUND,
          "The table %s has no version %d, its newest is %d. Name one that it has: status.steps of an earlier run, or _lakehouse/runs, tell which."
              .formatted(step.output(), step.version(), now.version()));
    }
    if (step.version() == now.version()) {
      return StepResult.nothingNew(
          now.version(), null, "version %d is the newest".formatted(step.version()));
    }
    LakeTable table = context.table(step.output());
    return EarlierAttempt.result(
            new TableRestore(context.session(), table, context.run().crashPoints())
                .commit(now, step.version(), sequence, step.id()))
        .withMessage("taken back to version %d".formatted(step.version()));
  }
}
