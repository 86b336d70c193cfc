package dev.lakehouse.operator.run;

import dev.lakehouse.api.LakehouseRun;
import java.util.Optional;

/** Whether a run that goes on has to make room. Pure. */
final class StopRule {
  private StopRule() {}

  /**
   * The run that is to be asked to stop now, with the reason; empty: none goes on, or it was asked,
   * or it may go on. A plan that is refused, or waits for approval, is none to make room for.
   */
  static Optional<NextRun.Decision> due(Situation situation) {
    return situation.runs().stream()
        .filter(run -> RunMarks.active(run) && ContinuousRuns.is(run))
        .filter(run -> ContinuousRuns.stop(run).isEmpty())
        .findFirst()
        .flatMap(run -> reason(situation, run).map(why -> new NextRun.Decision.Stop(run, why)));
  }

  private static Optional<String> reason(Situation situation, LakehouseRun run) {
    if (situation.owner().suspended()) {
      return Optional.of("spec.suspend is true");
    }
    if (situation.plan().isEmpty()) {
      return Optional.empty();
    }
    return NextRun.turn(situation)
        .map(next -> "run " + next.getMetadata().getName() + " waits for its turn")
        .or(() -> MaintenanceRule.due(situation, 0).map(due -> "the tables are to be kept up"))
        .or(() -> otherwise(situation, run));
  }

  private static Optional<String> otherwise(Situation situation, LakehouseRun run) {
    if (situation.continuous().isEmpty()) {
      return Optional.of("the trigger is no longer continuous");
    }
    if (situation.unapproved().isPresent()) {
      return Optional.empty();
    }
    if (!situation.plan().equals(RunMarks.admission(run).map(RunMarks.Admission::plan))) {
      return Optional.of("the spec compiles to another plan");
    }
    if (!situation.continuous().get().equals(RunMarks.annotation(run, ContinuousRuns.ANNOTATION))) {
      return Optional.of("what drivers are made of, or minInterval, changed");
    }
    return NextRun.asked(situation)
        ? Optional.of("annotation run-now has a new value")
        : Optional.empty();
  }
}
