package dev.lakehouse.operator.run;

import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.RunSummary;
import dev.lakehouse.compiler.Compilation;
import dev.lakehouse.operator.error.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a pass over an owner came to; its status is made from this.
 *
 * @param problem what keeps its spec from being run; empty: nothing
 * @param before what its status remembers as it stands
 * @param memory what is remembered of its runs from now on
 * @param waiting what it waits for, or the run on its way
 * @param runs all of its runs
 * @param freshness whether the tables have what they must; empty: nobody asks
 * @param progress of a run that goes on; empty: there is none
 * @param change how the plan differs from that of the last success; empty when it does not
 */
public record OwnerPass(
    RunOwner owner,
    Optional<Compilation.Compiled> compiled,
    Optional<Problem> problem,
    OwnerMemory before,
    OwnerMemory memory,
    NextRun.Decision.Wait waiting,
    List<LakehouseRun> runs,
    Optional<OwnerFreshness> freshness,
    Optional<ContinuousProgress> progress,
    Optional<PlanChange> change,
    Instant now) {
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(50);

  /**
   * The newest run that ended, or goes on, and whose object is still there; mode Plan and upkeep do
   * not count.
   */
  public Optional<LakehouseRun> lastEnded() {
    return runs.stream()
        .filter(run -> RunMarks.ended(run) || ContinuousRuns.tells(run))
        .filter(RunMarks::refreshes)
        .filter(run -> RunMarks.admission(run).isPresent())
        .max(Comparator.comparingLong(run -> RunMarks.admission(run).orElseThrow().sequence()));
  }

  /**
   * The run whose results belong into status now: the newest that ended, unless status has already
   * gone on to a later one (then the newest object left may be an old one).
   */
  public Optional<LakehouseRun> newlyEnded() {
    RunSummary standing = before.lastRun();
    return lastEnded()
        .filter(
            run ->
                standing == null
                    || RunMarks.admission(run).orElseThrow().sequence() >= standing.sequence());
  }

  /** When to look again though nothing may have changed. */
  public Optional<Duration> lookAgain() {
    Optional<Instant> maintenance =
        Optional.ofNullable(memory.nextMaintenanceTime()).filter(now::isBefore);
    return Stream.of(waiting.until(), freshness.flatMap(OwnerFreshness::next), maintenance)
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder())
        .map(until -> Duration.between(now, until))
        .map(left -> left.compareTo(SHORTEST_WAIT) > 0 ? left : SHORTEST_WAIT);
  }
}
