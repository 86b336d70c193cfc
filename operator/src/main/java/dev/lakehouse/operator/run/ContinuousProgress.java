package dev.lakehouse.operator.run;

import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.plan.progress.StepStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a run that goes on follows the inputs of its tables. Pure.
 *
 * @param lagSeconds from a commit to an input until the slowest table of the newest micro-batches
 *     had it
 * @param batches micro-batches that the run has had
 * @param waiting whether an input is known to have what not all tables made from it have read
 */
public record ContinuousProgress(double lagSeconds, double batches, boolean waiting) {

  /** Of the run that goes on; empty where there is none, or its tables were not all looked at. */
  static Optional<ContinuousProgress> of(List<LakehouseRun> runs, InputVersions inputs) {
    return runs.stream().filter(ContinuousRuns::tells).findFirst().map(run -> of(run, inputs));
  }

  private static ContinuousProgress of(LakehouseRun run, InputVersions inputs) {
    return new ContinuousProgress(
        ContinuousRuns.lagSeconds(run),
        ContinuousRuns.batches(run),
        inputs.newerThan(read(OwnerVerdicts.steps(run))));
  }

  /** Of each input, the oldest version that is the newest one of a step. */
  private static Map<String, Long> read(List<StepStatus> steps) {
    return steps.stream()
        .filter(step -> step.inputs() != null)
        .flatMap(step -> step.inputs().entrySet().stream())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Math::min));
  }
}
