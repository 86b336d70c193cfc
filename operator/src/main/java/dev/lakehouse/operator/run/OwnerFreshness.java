package dev.lakehouse.operator.run;

import dev.lakehouse.api.RunSummary;
import dev.lakehouse.operator.status.Reasons;
import dev.lakehouse.operator.status.Verdict;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Whether an owner's tables have what came longer ago than its freshness allows. Data that came
 * after the last success began is taken to be as old as that start: when it really came nobody has
 * to remember. Pure.
 *
 * @param next when the verdict will be another, if no run succeeds until then
 */
public record OwnerFreshness(Verdict verdict, Optional<Instant> next) {

  /** At that moment; empty where the spec asks nothing. */
  static Optional<OwnerFreshness> of(
      RunOwner owner, RunSummary lastSuccess, InputVersions inputs, Instant now) {
    return owner.freshness().map(allowed -> of(allowed, lastSuccess, inputs, now));
  }

  private static OwnerFreshness of(
      java.time.Duration allowed, RunSummary lastSuccess, InputVersions inputs, Instant now) {
    if (lastSuccess == null || lastSuccess.startTime() == null) {
      return new OwnerFreshness(
          Verdict.unknown(Reasons.AWAITING_DATA, "No run has succeeded yet."), Optional.empty());
    }
    Map<String, Long> consumed = Optional.ofNullable(lastSuccess.inputs()).orElse(Map.of());
    Instant stale = Instant.parse(lastSuccess.startTime()).plus(allowed);
    if (!inputs.newerThan(consumed)) {
      return new OwnerFreshness(
          Verdict.met(Reasons.FRESH, "The tables have all that there is to read."),
          Optional.empty());
    }
    if (now.isBefore(stale)) {
      return new OwnerFreshness(
          Verdict.met(Reasons.FRESH, "New data is not older than the freshness that is asked."),
          Optional.of(stale));
    }
    return new OwnerFreshness(
        Verdict.unmet(
            Reasons.STALE,
            "The tables are as of %s (run %s), and there is newer data to read: longer ago than the freshness of %s allows; see why no run has succeeded since, or give runs more time."
                .formatted(lastSuccess.startTime(), lastSuccess.name(), DurationText.of(allowed))),
        Optional.empty());
  }
}
