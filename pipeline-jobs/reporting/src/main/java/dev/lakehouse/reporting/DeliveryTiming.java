package dev.lakehouse.reporting;

import java.time.Duration;

/**
 * How fast progress is told.
 *
 * @param interval shortest time between two deliveries
 * @param longestBackOff longest time between two tries after failures
 * @param closing how long {@code close()} waits for the last delivery
 */
record DeliveryTiming(Duration interval, Duration longestBackOff, Duration closing) {
  static final DeliveryTiming DEFAULT =
      new DeliveryTiming(Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofSeconds(10));

  /** Of a job that has news all the time: nobody reads faster, and each one wakes the operator. */
  static final DeliveryTiming OF_MICRO_BATCHES =
      new DeliveryTiming(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(10));

  /** While closing there is no time for long pauses. */
  private static final Duration LONGEST_WHILE_CLOSING = Duration.ofSeconds(1);

  /** How long to wait after that many failures in a row. */
  Duration pauseAfter(int failures, boolean closing) {
    if (failures == 0) {
      return closing ? Duration.ZERO : interval;
    }
    Duration longest = closing ? LONGEST_WHILE_CLOSING : longestBackOff;
    Duration grown = interval.multipliedBy(1L << Math.min(failures - 1, 16));
    return grown.compareTo(longest) < 0 ? grown : longest;
  }
}
