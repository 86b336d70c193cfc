package dev.lakehouse.operator.run;

import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.compiler.Violation;
import dev.lakehouse.operator.spark.ApplicationState;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.progress.JobOutcome;
import dev.lakehouse.plan.progress.StepStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything that decides about a run.
 *
 * @param owner empty: the object it names does not exist
 * @param lakehouse the owner's; empty: it does not exist
 * @param sparkOperator whether attempts can be made: the Spark operator that the Lakehouse names is
 *     installed, or none is needed
 * @param plan for a run of mode Plan: the plan it was admitted for
 * @param violations what is wrong with the run's spec; looked at until it is admitted
 * @param application state of the newest attempt's application; empty: it does not exist
 */
public record RunFacts(
    LakehouseRun run,
    Optional<RunOwner> owner,
    Optional<Lakehouse> lakehouse,
    boolean sparkOperator,
    Optional<RunPlan> plan,
    List<Violation> violations,
    Optional<ApplicationState> application,
    Instant now) {

  /** Number of the newest attempt; 0 before the first. */
  int attempt() {
    return run.getStatus() == null || run.getStatus().attempt() == null
        ? 0
        : run.getStatus().attempt();
  }

  /** How the newest attempt's job says it ended; empty: it did not say. */
  Optional<JobOutcome> outcome() {
    return Optional.ofNullable(run.getStatus())
        .map(status -> status.outcome())
        .filter(outcome -> outcome.attempt() != null && outcome.attempt() == attempt());
  }

  /** The steps as the job told them. */
  List<StepStatus> steps() {
    return run.getStatus() == null || run.getStatus().steps() == null
        ? List.of()
        : run.getStatus().steps();
  }

  /** The time at that field of status; empty: not set. */
  Optional<Instant> time(
      java.util.function.Function<dev.lakehouse.api.LakehouseRunStatus, String> field) {
    return Optional.ofNullable(run.getStatus()).map(field).map(Instant::parse);
  }
}
