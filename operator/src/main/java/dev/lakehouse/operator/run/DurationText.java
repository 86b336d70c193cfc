package dev.lakehouse.operator.run;

import java.time.Duration;
import java.time.Instant;

/** Durations for people, for example 45s, 1m12s or 2h05m. */
final class DurationText {
  private DurationText() {}

  /** From one time to the other, both RFC 3339; null when one of them is. */
  static String between(String from, String to) {
    return from == null || to == null
        ? null
        : of(Duration.between(Instant.parse(from), Instant.parse(to)));
  }

  static String of(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + "s";
    }
    return seconds < 3600
        ? "%dm%02ds".formatted(seconds / 60, seconds % 60)
        : "%dh%02dm".formatted(seconds / 3600, seconds % 3600 / 60);
  }
}
