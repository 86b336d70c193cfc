package dev.lakehouse.spark.quality;

import dev.lakehouse.plan.TableExpectation.Season;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;

/**
 * Robust z-scores: distance from the median in units of the median absolute deviation, scaled so
 * that it estimates a normal distribution's standard deviation (Iglewicz and Hoaglin, 1993). A few
 * bad runs in the history move neither.
 */
final class Anomalies {
  /** Fewer say nothing of what is usual. */
  static final int LEAST_HISTORY = 7;

  /** Makes the median absolute deviation of normal values their standard deviation. */
  private static final double MAD_SCALE = 1.4826;

  /**
   * The same for the mean absolute deviation, used where more than half of all values are equal.
   */
  private static final double MEAN_SCALE = 1.2533;

  private Anomalies() {}

  /** Those of the history that are alike in season where there are enough of them, else all. */
  static double[] alike(List<HistoryPoint> history, Instant now, Season season) {
    double[] same =
        history.stream()
            .filter(point -> sameSeason(point.at(), now, season))
            .mapToDouble(HistoryPoint::value)
            .toArray();
    return same.length >= LEAST_HISTORY
        ? same
        : history.stream().mapToDouble(HistoryPoint::value).toArray();
  }

  private static boolean sameSeason(Instant one, Instant other, Season season) {
    ZonedDateTime a = one.atZone(ZoneOffset.UTC);
    ZonedDateTime b = other.atZone(ZoneOffset.UTC);
    return switch (season) {
      case NONE -> true;
      case WEEKDAY -> a.getDayOfWeek() == b.getDayOfWeek();
      case HOUR -> a.getHour() == b.getHour();
    };
  }

  /**
   * How unusual the value is, 0 for the median; infinite when all earlier values are equal and this
   * one is another.
   */
  static double score(double[] history, double value) {
    double median = median(history);
    double distance = Math.abs(value - median);
    if (distance <= 1e-9 * Math.abs(median)) {
      return 0;
    }
    double[] deviations = Arrays.stream(history).map(v -> Math.abs(v - median)).toArray();
    double scale = MAD_SCALE * median(deviations);
    if (scale == 0) {
      scale = MEAN_SCALE * Arrays.stream(deviations).average().orElse(0);
    }
    return scale == 0 ? Double.POSITIVE_INFINITY : distance / scale;
  }

  /** The middle value; of an even number the mean of the two in the middle. */
  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
