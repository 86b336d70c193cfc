package dev.lakehouse.kinesis;

import java.time.Duration;

/** Whether the consumer's loop still turns; a loop that hangs silently is what liveness is for. */
final class Heartbeat {
  /** Longer than any pause and any commit with its retries. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private volatile long last = System.nanoTime();

  void beat() {
    last = System.nanoTime();
  }

  boolean isAlive() {
    return System.nanoTime() - last < LIMIT.toNanos();
  }
}
