package dev.lakehouse.kinesis.core;

import java.time.Duration;

/** How long to wait after failures in a row, between a half and the whole of a growing bound. */
public record BackOff(Duration first, Duration longest) {
  /**
   * The pause.
   *
   * @param failures failures in a row, from 1
   * @param random from 0 (inclusive) to 1: spreads the tries of many consumers
   */
  public Duration pause(int failures, double random) {
    Duration bound = first.multipliedBy(1L << Math.min(failures - 1, 20));
    long millis = Math.min(bound.toMillis(), longest.toMillis());
    return Duration.ofMillis((long) (millis * (0.5 + random / 2)));
  }
}
