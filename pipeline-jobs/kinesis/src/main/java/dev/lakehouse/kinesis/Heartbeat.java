package dev.lakehouse.kinesis;

import java.time.Duration;

/** Whether the consumer's loop still turns; a loop that hangs silently is what liveness is for. */
final class Heartbeat {
  /** Longer than any pause and any commit with its retries. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** After that much silence others may have this replica's shards. */
  private static final Duration STUCK = Duration.ofMinutes(1);

  private volatile long last = System.nanoTime();

  void beat() {
    last = System.nanoTime();
  }

  boolean isAlive() {
    return sinceLast(LIMIT);
  }

  /** Whether the loop has turned lately. */
  boolean turns() {
    return sinceLast(STUCK);
  }

  private boolean sinceLast(Duration limit) {
    return System.nanoTime() - last < limit.toNanos();
  }
}
