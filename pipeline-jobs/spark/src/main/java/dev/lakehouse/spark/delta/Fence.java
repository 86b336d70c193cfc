package dev.lakehouse.spark.delta;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepFailure;

/** Keeps an older, slower driver from committing after a newer one. */
public final class Fence {
  private Fence() {}

  /**
   * The sequence number to commit with.
   *
   * @param wanted the run's; null: one past the greatest of {@code committed}
   * @throws StepFailure with reason Fenced when a newer run has committed to the table
   */
  public static long admit(TableName table, Long wanted, long committed) {
    if (wanted == null) {
      return committed + 1;
    }
    if (committed > wanted) {
      throw fenced(table, wanted, committed);
    }
    return wanted;
  }

  /** Whether the run itself has committed to the table, in an earlier attempt. */
  public static boolean passed(Long wanted, long committed) {
    return wanted != null && committed == wanted;
  }

  static StepFailure fenced(TableName table, long wanted, long committed) {
    return StepFailure.of(
        FailureReason.FENCED,
        "Run %d must not write %s: the newer run %d has already committed to it. Nothing was changed; let the newer run stand, or start a new one."
            .formatted(wanted, table, committed));
  }
}
