package dev.lakehouse.operator.run;

import java.time.Duration;

/** How long to wait before a retry. Pure. */
final class Backoff {
  private static final int MOST_DOUBLINGS = 30;

  private Backoff() {}

  /** Before the {@code retry}-th one, from 1: doubled each time, never longer than {@code most}. */
  static Duration before(int retry, Duration first, Duration most) {
    Duration wait = first.multipliedBy(1L << Math.min(retry - 1, MOST_DOUBLINGS));
    return wait.compareTo(most) < 0 ? wait : most;
  }
}
