package dev.lakehouse.operator.run;

import dev.lakehouse.api.ConditionTypes;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.RunPhase;
import dev.lakehouse.operator.status.Verdict;
import dev.lakehouse.plan.progress.StepStatus;
import java.util.Comparator;
import java.util.Optional;

/** How the last upkeep of an owner's tables went. Pure. */
public final class MaintenanceVerdict {
  private MaintenanceVerdict() {}

  /** The verdict; empty for an owner whose tables were never kept up and need not be. */
  public static Optional<Verdict> of(OwnerPass pass, OwnerVerdicts verdicts) {
    Optional<LakehouseRun> last =
        pass.runs().stream()
            .filter(run -> RunMarks.maintains(run) && !RunMarks.dry(run) && RunMarks.ended(run))
            .filter(run -> RunMarks.admission(run).isPresent())
            .max(Comparator.comparingLong(run -> RunMarks.admission(run).orElseThrow().sequence()));
    if (last.isEmpty() && pass.owner().maintenance().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        last.map(MaintenanceVerdict::of)
            .orElseGet(
                () ->
                    verdicts.standing(
                        ConditionTypes.MAINTAINED,
                        Verdict.unknown(
                            RunReasons.NOT_RUN_YET, "The tables were not kept up yet."))));
  }

  private static Verdict of(LakehouseRun run) {
    String name = run.getMetadata().getName();
    if (RunMarks.phase(run) == RunPhase.SUCCEEDED) {
      long tables =
          OwnerVerdicts.steps(run).stream()
              .filter(step -> step.state() == StepStatus.State.SUCCEEDED)
              .count();
      return Verdict.met(
          RunReasons.SUCCEEDED,
          "Run %s kept up %d tables that needed it; its status.steps tell what was done."
              .formatted(name, tables));
    }
    return run.getStatus()
        .condition(ConditionTypes.SUCCEEDED)
        .map(
            condition ->
                Verdict.unmet(condition.reason(), "Run " + name + ": " + condition.message()))
        .orElse(Verdict.unmet(RunReasons.FAILED, "Run " + name + " failed."));
  }
}
