package dev.lakehouse.operator.datasource;

import java.time.Duration;

/**
 * Delays for people, with one unit and no more digits than are of use: status is written when they
 * change, so a delay of some seconds must not be another text each time.
 */
final class LagText {
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private LagText() {}

  /** For example 0s (below ten seconds), 20s, 7m, 3h or 2d; rounded down. */
  static String of(Duration lag) {
    long seconds = Math.max(0, lag.toSeconds());
    if (seconds < MINUTE) {
      return seconds / 10 * 10 + "s";
    }
    if (seconds < HOUR) {
      return seconds / MINUTE + "m";
    }
    return seconds < 2 * DAY ? seconds / HOUR + "h" : seconds / DAY + "d";
  }
}
