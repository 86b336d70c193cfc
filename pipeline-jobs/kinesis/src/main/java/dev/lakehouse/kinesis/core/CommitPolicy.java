package dev.lakehouse.kinesis.core;

import java.time.Duration;

/**
 * When held rows are committed, and how many are held at most.
 *
 * @param interval longest time a record is held
 * @param maxRows rows after which nothing more is fetched before a commit
 * @param maxBytes payload bytes after which nothing more is fetched before a commit
 */
public record CommitPolicy(Duration interval, int maxRows, long maxBytes) {
  private static final int MAX_ROWS = 100_000;

  /** Rows take several times their payload; this leaves room in a heap of 256 MiB. */
  private static final long MAX_BYTES = 16L << 20;

  /** The policy for that interval and the memory a consumer pod has. */
  public static CommitPolicy every(Duration interval) {
    return new CommitPolicy(interval, MAX_ROWS, MAX_BYTES);
  }

  /** Whether nothing more may be fetched. */
  public boolean full(long rows, long bytes) {
    return rows >= maxRows || bytes >= maxBytes;
  }

  /** Whether to commit now. */
  public boolean due(long rows, long bytes, Duration heldSince) {
    return full(rows, bytes) || heldSince.compareTo(interval) >= 0;
  }
}
