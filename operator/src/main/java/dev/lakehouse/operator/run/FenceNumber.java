package dev.lakehouse.operator.run;

import dev.lakehouse.plan.RunNumbers;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;

/**
 * The number a run's commits are fenced by. Sequence numbers begin again at 1 when an owner is
 * deleted and created anew, but its tables, and the fences in them, stay; so the owner's time of
 * creation counts first.
 */
final class FenceNumber {
  /**
   * Runs of one owner that its creation time leaves room for; 1,000,000 is one a minute for two
   * years. Each has as many numbers as {@link RunNumbers} says.
   */
  private static final long RUNS = 1_000_000;

  private FenceNumber() {}

  /** Greater for later runs of an owner, and for all runs of a later owner of the same name. */
  static long of(HasMetadata owner, long sequence) {
    long run =
        Instant.parse(owner.getMetadata().getCreationTimestamp()).getEpochSecond() * RUNS
            + sequence;
    return Math.multiplyExact(run, RunNumbers.PER_RUN);
  }
}
