package dev.lakehouse.spark.delta;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepFailure;
import java.util.ConcurrentModificationException;

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

  /**
   * Nothing, when the table's newest commit is still that one: what a run commits next goes by it.
   *
   * @throws StepFailure with reason Fenced when a newer run has committed since
   * @throws ConcurrentModificationException when another driver of the same run has
   */
  public static void requireNewest(TableName table, CommitNote own, TableState now) {
    if (now.note().map(CommitNote::token).filter(own.token()::equals).isPresent()) {
      return;
    }
    if (now.sequence() > own.sequence()) {
      throw fenced(table, own.sequence(), now.sequence());
    }
    throw new ConcurrentModificationException(
        "another driver of run %d has committed to %s".formatted(own.sequence(), table));
  }

  static StepFailure fenced(TableName table, long wanted, long committed) {
    return StepFailure.of(
        FailureReason.FENCED,
        "Run %d must not write %s: the newer run %d has already committed to it. Nothing was changed; let the newer run stand, or start a new one."
            .formatted(wanted, table, committed));
  }
}
