package dev.lakehouse.operator.run;

import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.RunPhase;
import dev.lakehouse.api.RunSummary;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What an owner remembers of its runs, and which of them it keeps. Pure. */
public final class OwnerHistory {
  private OwnerHistory() {}

  /** The memory after this pass; numbers never go back, and a run that vanished stays done. */
  public static OwnerMemory after(Situation situation) {
    OwnerMemory memory = situation.memory();
    return new OwnerMemory(
        newest(situation.runs(), run -> true)
            .filter(run -> isAtLeast(run, memory.lastRun()))
            .orElseGet(() -> withoutObject(situation)),
        newest(
                situation.runs(),
                run -> RunMarks.phase(run) == RunPhase.SUCCEEDED || ContinuousRuns.isWell(run))
            .filter(run -> isAtLeast(run, memory.lastSuccess()))
            .orElse(memory.lastSuccess()),
        NextRun.nextSequence(situation) - 1,
        DueRule.nextTime(situation).orElse(null),
        lastRunNow(situation),
        MaintenanceRule.nextTime(situation).orElse(null));
  }

  /**
   * Runs that ended and exceed the limit, oldest first. Active and waiting ones are never among
   * them.
   */
  public static List<LakehouseRun> excess(List<LakehouseRun> runs, int limit) {
    List<LakehouseRun> ended =
        runs.stream().filter(RunMarks::ended).sorted(RunMarks.OLDEST_FIRST).toList();
    return ended.subList(0, Math.max(0, ended.size() - limit));
  }

  /** Hashes of the plans that a spec or a kept run still names. */
  public static Set<String> plansInUse(
      Optional<String> current, RunSummary lastSuccess, List<LakehouseRun> kept) {
    Set<String> plans =
        kept.stream()
            .flatMap(run -> RunMarks.admission(run).stream())
            .map(RunMarks.Admission::plan)
            .collect(Collectors.toSet());
    current.ifPresent(plans::add);
    if (lastSuccess != null && lastSuccess.plan() != null) {
      plans.add(lastSuccess.plan()); // what a changed spec is compared with
    }
    return plans;
  }

  private static Optional<RunSummary> newest(
      List<LakehouseRun> runs, Predicate<LakehouseRun> which) {
    return runs.stream()
        .filter(RunMarks::refreshes)
        .filter(which)
        .flatMap(
            run ->
                RunMarks.admission(run).map(admission -> RunSummaries.of(run, admission)).stream())
        .max(Comparator.comparing(RunSummary::sequence));
  }

  private static boolean isAtLeast(RunSummary run, RunSummary remembered) {
    return remembered == null
        || remembered.sequence() == null
        || run.sequence() >= remembered.sequence();
  }

  private static RunSummary withoutObject(Situation situation) {
    RunSummary last = situation.memory().lastRun();
    return last == null || last.phase().ended()
        ? last
        : RunSummaries.deleted(last, situation.now());
  }

  /** The annotation's value once it was obeyed; an older run's value must not come back. */
  private static String lastRunNow(Situation situation) {
    String value = situation.owner().runNow();
    boolean obeyed =
        value != null
            && situation.runs().stream()
                .map(run -> RunMarks.annotation(run, dev.lakehouse.api.ApiGroup.RUN_NOW_ANNOTATION))
                .anyMatch(carried -> Objects.equals(value, carried));
    return obeyed ? value : situation.memory().lastRunNow();
  }
}
