package dev.lakehouse.operator.run;

import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.LakehouseRunStatus;
import dev.lakehouse.api.RunPhase;
import dev.lakehouse.api.RunSummary;
import dev.lakehouse.plan.progress.StepStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Runs in short, for their owner's status. Pure. */
final class RunSummaries {
  private RunSummaries() {}

  /** The run in short. Admitted without a status yet means that it is about to start. */
  static RunSummary of(LakehouseRun run, RunMarks.Admission admission) {
    Optional<LakehouseRunStatus> status = Optional.ofNullable(run.getStatus());
    String start = startTime(run);
    String end = status.map(LakehouseRunStatus::completionTime).orElse(null);
    return new RunSummary(
        run.getMetadata().getName(),
        admission.sequence(),
        admission.plan(),
        status.isPresent() ? RunMarks.phase(run) : RunPhase.RUNNING,
        start,
        end,
        DurationText.between(start, end),
        RunMarks.phase(run) == RunPhase.FAILED ? reason(status.get()) : null,
        inputs(run));
  }

  /** The summary of a run whose object is gone before it had ended: it stays done. */
  static RunSummary deleted(RunSummary last, Instant now) {
    String end = now.truncatedTo(ChronoUnit.SECONDS).toString();
    return new RunSummary(
        last.name(),
        last.sequence(),
        last.plan(),
        RunPhase.FAILED,
        last.startTime(),
        end,
        DurationText.between(last.startTime(), end),
        RunReasons.RUN_DELETED,
        last.inputs());
  }

  /** Runs of the operator begin as they are made, those of people when it is their turn. */
  private static String startTime(LakehouseRun run) {
    boolean ours = RunMarks.annotation(run, RunMarks.CAUSE_ANNOTATION) != null;
    return ours || run.getStatus() == null
        ? run.getMetadata().getCreationTimestamp()
        : run.getStatus().startTime();
  }

  private static String reason(LakehouseRunStatus status) {
    return status
        .condition(dev.lakehouse.api.ConditionTypes.SUCCEEDED)
        .map(dev.lakehouse.api.Condition::reason)
        .orElse(RunReasons.FAILED);
  }

  /** What was there when it began, and what its steps say they read since. */
  private static SortedMap<String, Long> inputs(LakehouseRun run) {
    SortedMap<String, Long> inputs = RunMarks.inputs(run);
    List<StepStatus> steps =
        run.getStatus() == null || run.getStatus().steps() == null
            ? List.of()
            : run.getStatus().steps();
    Set<String> made = steps.stream().map(StepStatus::name).collect(Collectors.toSet());
    for (StepStatus step : steps) {
      if (step.inputs() != null) {
        step.inputs()
            .forEach(
                (table, version) -> {
                  if (!made.contains(table) && version != null) {
                    inputs.merge(table, version, Math::max);
                  }
                });
      }
    }
    return inputs;
  }
}
