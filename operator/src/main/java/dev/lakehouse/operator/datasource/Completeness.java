package dev.lakehouse.operator.datasource;

import dev.lakehouse.operator.status.Reasons;
import dev.lakehouse.operator.status.Verdict;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.progress.IngestionStatus;
import dev.lakehouse.plan.progress.StreamProgress.Gap;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether the table has all that its stream had since it was begun; pure. A gap stays: what
 * retention has dropped doesn't come back, and who reads the table later has to know.
 */
final class Completeness {
  private Completeness() {}

  /** Of a report; empty where none speaks of it, as for batches. */
  static Optional<Verdict> of(IngestionStatus reported) {
    if (reported == null || reported.stream() == null) {
      return Optional.empty();
    }
    List<Gap> gaps = Optional.ofNullable(reported.stream().gaps()).orElse(List.of());
    return Optional.of(
        gaps.isEmpty()
            ? Verdict.met(
                Reasons.NOTHING_LOST,
                "Nothing was dropped by the stream's retention before it was read.")
            : Verdict.unmet(FailureReason.DATA_LOST.label(), message(gaps)));
  }

  private static String message(List<Gap> gaps) {
    String longest =
        gaps.stream()
            .filter(gap -> gap.millis() != null)
            .max(Comparator.comparing(Gap::millis))
            .map(gap -> ", the longest %s".formatted(LagText.of(Duration.ofMillis(gap.millis()))))
            .orElse("");
    return "Records that arrived from %s to %s were dropped by the stream's retention before they were read: %d gaps%s; status.ingestion.stream.gaps has them. A longer retention, or more consumers, keeps that from happening again."
        .formatted(
            first(gaps.stream().map(Gap::from), Comparator.naturalOrder()),
            first(gaps.stream().map(Gap::to), Comparator.reverseOrder()),
            gaps.size(),
            longest);
  }

  private static String first(Stream<String> times, Comparator<Instant> order) {
    return times
        .filter(Objects::nonNull)
        .map(Instant::parse)
        .min(order)
        .map(Instant::toString)
        .orElse("an unknown time");
  }
}
