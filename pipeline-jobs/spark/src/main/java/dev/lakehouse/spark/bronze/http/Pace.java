package dev.lakehouse.spark.bronze.http;

import java.time.Duration;

/** Spreads requests evenly: no more than so many a minute. */
final class Pace {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final long intervalNanos;
  private final Waits waits;
  private long next;
  private boolean begun;

  /** A pace of {@code requestsPerMinute}; null: as fast as one likes. */
  Pace(Integer requestsPerMinute, Waits waits) {
    this.intervalNanos = requestsPerMinute == null ? 0 : MINUTE / requestsPerMinute;
    this.waits = waits;
  }

  /** Waits for the next request's turn; {@code now} in nanoseconds of any clock. */
  void await(long now) throws InterruptedException {
    long early = begun ? next - now : 0;
    if (early > 0) {
      waits.pause(Duration.ofNanos(early));
    }
    next = (early > 0 ? next : now) + intervalNanos;
    begun = true;
  }
}
