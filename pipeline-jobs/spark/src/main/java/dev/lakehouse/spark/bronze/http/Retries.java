package dev.lakehouse.spark.bronze.http;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;

/** When a request is tried again; pure. */
final class Retries {
  /** Longer than this nobody waits: the run ends, and its own retry comes later. */
  static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);
  private static final int MAX_DOUBLINGS = 10;
  private static final Set<Integer> TRANSIENT = Set.of(408, 429, 500, 502, 503, 504);

  private Retries() {}

  /** Whether another try may have another outcome. */
  static boolean isTransient(int status) {
    return TRANSIENT.contains(status);
  }

  /**
   * How long to wait after the {@code tried}-th try: as the API says, else a random share of a time
   * that doubles ("full jitter"), so that many clients don't come back at once.
   *
   * @param random from 0 to 1
   */
  static Duration pause(int tried, Optional<Duration> retryAfter, double random) {
    if (retryAfter.isPresent()) {
      return retryAfter.get();
    }
    Duration doubled = FIRST.multipliedBy(1L << Math.min(tried - 1, MAX_DOUBLINGS));
    Duration most = doubled.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : doubled;
    return Duration.ofMillis((long) (most.toMillis() * random));
  }

  /** The header's time from {@code now} on: seconds, or a date (RFC 9110 section 10.2.3). */
  static Optional<Duration> retryAfter(Optional<String> header, Instant now) {
    if (header.isEmpty()) {
      return Optional.empty();
    }
    String text = header.get().strip();
    try {
      Duration wait =
          text.matches("[0-9]{1,9}")
              ? Duration.ofSeconds(Long.parseLong(text))
              : Duration.between(
                  now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
