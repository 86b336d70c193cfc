package dev.lakehouse.operator.run;

import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.plan.progress.ExpectationResult;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How the expectations of tables came out when they were last asked. Pure. */
public final class LastResults {
  private LastResults() {}

  /**
   * By table, of the runs that ended and are kept, and of one that goes on; a step that had nothing
   * to do asked nothing.
   */
  public static Map<String, List<ExpectationResult>> of(List<LakehouseRun> runs) {
    Map<String, List<ExpectationResult>> results = new TreeMap<>();
    runs.stream()
        .filter(run -> RunMarks.ended(run) || ContinuousRuns.tells(run))
        .filter(run -> !RunMarks.planOnly(run))
        .filter(run -> RunMarks.admission(run).isPresent())
        .sorted(Comparator.comparingLong(run -> RunMarks.admission(run).get().sequence()))
        .flatMap(run -> OwnerVerdicts.steps(run).stream())
        .filter(step -> step.expectations() != null && !step.expectations().isEmpty())
        .forEach(step -> results.put(step.name(), step.expectations()));
    return results;
  }
}
