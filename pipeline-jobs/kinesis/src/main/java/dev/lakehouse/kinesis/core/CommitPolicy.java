package dev.lakehouse.kinesis.core;

import dev.lakehouse.plan.ConsumerSettings.CommitWhen;
import java.time.Duration;

/**
 * When held rows are committed, and how many are held at most.
 *
 * @param interval longest time a record is held
 * @param maxRows rows after which nothing more is fetched before a commit
 * @param maxBytes payload bytes after which nothing more is fetched before a commit
 * @param targetFileBytes size of a data file that is big enough
 */
public record CommitPolicy(Duration interval, long maxRows, long maxBytes, long targetFileBytes) {

  /** The policy of a plan. */
  public static CommitPolicy of(CommitWhen when) {
    return new CommitPolicy(
        Duration.ofMillis(when.intervalMillis()),
        when.rows(),
        when.bytes(),
        when.targetFileBytes());
  }

  /**
   * Whether nothing more may be fetched.
   *
   * @param fileBytes size of the data file that what is held would make, as far as known
   */
  public boolean full(long rows, long bytes, long fileBytes) {
    return rows >= maxRows || bytes >= maxBytes || fileBytes >= targetFileBytes;
  }

  /** Whether to commit now. */
  public boolean due(long rows, long bytes, long fileBytes, Duration heldSince) {
    return full(rows, bytes, fileBytes) || heldSince.compareTo(interval) >= 0;
  }
}
