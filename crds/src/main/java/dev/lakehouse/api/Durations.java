package dev.lakehouse.api;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the durations of the API: a whole number and a unit, for example {@code 15m}. */
public final class Durations {
  private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,9})(ms|s|m|h|d)");

  private Durations() {}

  /** The duration of that text; throws IllegalArgumentException with a message for users. */
  public static Duration parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a duration: write a whole number above zero and a unit (ms, s, m, h or d), for example 30s or 15m"
              .formatted(text));
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
