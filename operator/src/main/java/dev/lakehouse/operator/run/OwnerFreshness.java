package dev.lakehouse.operator.run;

import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.RunSummary;
import dev.lakehouse.operator.status.Reasons;
import dev.lakehouse.operator.status.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
      RunOwner owner,
      RunSummary lastSuccess,
      List<LakehouseRun> runs,
      InputVersions inputs,
      Instant now) {
    Optional<LakehouseRun> live = runs.stream().filter(ContinuousRuns::isWell).findFirst();
    return owner
        .freshness()
        .map(
            allowed ->
                live.map(run -> measured(run, allowed))
                    .orElseGet(() -> of(allowed, lastSuccess, inputs, now)));
  }

  /** A run that goes on measures it. */
  private static OwnerFreshness measured(LakehouseRun run, Duration allowed) {
    double lag = ContinuousRuns.lagSeconds(run);
    return new OwnerFreshness(
        lag <= allowed.toSeconds()
            ? Verdict.met(
                Reasons.FRESH,
                "The tables follow their inputs; status.steps of the run tell how fast.")
            : Verdict.unmet(
                Reasons.STALE,
                "Run %s brought the newest data into the tables %.0f s after it came: later than the freshness of %s allows; give its executors more to work with, or leave more time."
                    .formatted(run.getMetadata().getName(), lag, DurationText.of(allowed))),
        Optional.empty());
  }

  private static OwnerFreshness of(
      Duration allowed, RunSummary lastSuccess, InputVersions inputs, Instant now) {
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
