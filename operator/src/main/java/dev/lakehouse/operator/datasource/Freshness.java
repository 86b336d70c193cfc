package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.DataSourceSpec;
import dev.lakehouse.api.Durations;
import dev.lakehouse.operator.status.Reasons;
import dev.lakehouse.operator.status.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How old the newest data is, against what is allowed; pure.
 *
 * @param fails whether Ready depends on it
 * @param next when it will be another, if no data comes until then
 */
record Freshness(Verdict verdict, boolean fails, Optional<Instant> next) {

  /** Of a DataSource at that moment; empty where its spec asks nothing. */
  static Optional<Freshness> of(DataSource source, Instant now) {
    boolean reported = source.getStatus() != null && source.getStatus().ingestion() != null;
    return of(
        source.getSpec().freshness(),
        reported ? source.getStatus().ingestion().lastCommitTime() : null,
        now);
  }

  /**
   * At that moment.
   *
   * @param allowed spec.freshness; null: nothing is asked, and nothing said
   * @param lastCommitTime as the job reported it; null: never
   */
  static Optional<Freshness> of(
      DataSourceSpec.Freshness allowed, String lastCommitTime, Instant now) {
    if (allowed == null || (allowed.warnAfter() == null && allowed.failAfter() == null)) {
      return Optional.empty();
    }
    if (lastCommitTime == null) {
      Verdict unknown =
          Verdict.unknown(Reasons.AWAITING_DATA, "Nothing was committed to the table yet.");
      return Optional.of(new Freshness(unknown, false, Optional.empty()));
    }
    Instant commit = Instant.parse(lastCommitTime);
    Optional<Instant> late = after(commit, allowed.warnAfter());
    Optional<Instant> stale = after(commit, allowed.failAfter());
    Optional<Instant> next =
        Stream.of(late, stale)
            .flatMap(Optional::stream)
            .filter(now::isBefore)
            .min(Instant::compareTo);
    return Optional.of(at(commit, passed(late, now), passed(stale, now), allowed, next));
  }

  private static Freshness at(
      Instant commit,
      boolean late,
      boolean stale,
      DataSourceSpec.Freshness allowed,
      Optional<Instant> next) {
    // The commit's time to the minute: a stream commits many times a minute, status need not.
    String since = commit.truncatedTo(ChronoUnit.MINUTES).toString();
    if (stale) {
      return new Freshness(
          tooOld(Reasons.STALE, since, "spec.freshness.failAfter", allowed.failAfter()),
          true,
          next);
    }
    if (late) {
      return new Freshness(
          tooOld(Reasons.LATE, since, "spec.freshness.warnAfter", allowed.warnAfter()),
          false,
          next);
    }
    return new Freshness(
        Verdict.met(Reasons.FRESH, "The newest data is as new as spec.freshness asks."),
        false,
        next);
  }

  private static Verdict tooOld(String reason, String since, String field, String limit) {
    return Verdict.unmet(
        reason,
        "The newest data was committed at %s, longer ago than %s (%s) allows; see whether the source has new records and the ingestion pods' log"
            .formatted(since, field, limit));
  }

  private static Optional<Instant> after(Instant commit, String duration) {
    return Optional.ofNullable(duration).map(Durations::parse).map(commit::plus);
  }

  private static boolean passed(Optional<Instant> threshold, Instant now) {
    return threshold.filter(instant -> !now.isBefore(instant)).isPresent();
  }

  /** How long from {@code now} to the next change. */
  Optional<Duration> untilNext(Instant now) {
    return next.map(instant -> Duration.between(now, instant));
  }
}
