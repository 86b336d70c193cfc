package dev.lakehouse.operator.run;

import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.LakehouseRunStatus;
import dev.lakehouse.operator.events.Transition;
import dev.lakehouse.operator.events.Transition.Type;
import java.util.Optional;

/** The events of a run: an attempt, a retry, the end, and what holds it up. Pure. */
final class RunTransitions {
  private RunTransitions() {}

  static Optional<Transition> of(RunFacts facts, LakehouseRunStatus status, RunDecision decision) {
    LakehouseRun run = facts.run();
    if (decision instanceof RunDecision.Attempt attempt) {
      String kind = facts.owner().map(owner -> owner.execution().kind()).orElse("Application");
      String message =
          "%s %s makes attempt %d.".formatted(kind, status.application(), attempt.number());
      return Optional.of(new Transition(run, Type.NORMAL, "Attempt", "Started", message));
    }
    if (decision instanceof RunDecision.Retry retry) {
      return Optional.of(
          new Transition(
              run,
              Type.WARNING,
              "Retry",
              retry.reason(),
              retry.message() + " The next attempt is made at " + status.retryTime() + "."));
    }
    boolean nothingToTell =
        decision instanceof RunDecision.Observe
            || decision instanceof RunDecision.AwaitRetry
            || decision instanceof RunDecision.Ended;
    return nothingToTell ? Optional.empty() : Transition.ofReady(run, run.getStatus(), status);
  }
}
