package dev.lakehouse.operator.run;

import dev.lakehouse.api.ApiGroup;
import dev.lakehouse.api.ConditionTypes;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.RunPhase;
import dev.lakehouse.api.RunSummary;
import dev.lakehouse.operator.status.Reasons;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides what comes next for the runs of one owner: at most one at a time, each sequence number
 * once. Pure: spec, status and clock in, decision out. The triggers themselves are in {@link
 * DueRule}.
 */
public final class NextRun {
  private NextRun() {}

  /** What is to be done now. */
  public sealed interface Decision {
    /** Make a run. */
    record Start(long sequence, RunCause cause) implements Decision {}

    /** Ask a run that goes on to end after the micro-batch in flight. */
    record Stop(LakehouseRun run, String why) implements Decision {}

    /** Give a person's run its turn. */
    record Admit(LakehouseRun run, long sequence) implements Decision {}

    /**
     * Nothing.
     *
     * @param until when to decide again; empty: when something changes
     */
    record Wait(String reason, String message, Optional<Instant> until) implements Decision {
      /** Until something changes. */
      public static Wait forChange(String reason, String message) {
        return new Wait(reason, message, Optional.empty());
      }
    }
  }

  /** The decision. */
  public static Decision decide(Situation situation) {
    return StopRule.due(situation).orElseGet(() -> afterStop(situation));
  }

  private static Decision afterStop(Situation situation) {
    if (situation.plan().isEmpty()) {
      return active(situation)
          .orElseGet(
              () ->
                  Decision.Wait.forChange(
                      RunReasons.OWNER_INVALID, "No run is started while the spec is refused."));
    }
    long sequence = nextSequence(situation);
    return queued(situation, true)
        .<Decision>map(run -> new Decision.Admit(run, sequence))
        .or(() -> blocked(situation))
        .or(() -> turn(situation).map(run -> new Decision.Admit(run, sequence)))
        .or(() -> MaintenanceRule.due(situation, sequence))
        .or(() -> situation.unapproved().map(change -> change.hold(situation.owner())))
        .orElseGet(() -> automatic(situation, sequence));
  }

  /** The person's run whose turn it is as soon as nothing else runs. */
  static Optional<LakehouseRun> turn(Situation situation) {
    return queued(situation, false).filter(run -> mayRun(situation, run));
  }

  /** Whether a person's run asks for what a breaking change needs, where there is one. */
  private static boolean mayRun(Situation situation, LakehouseRun run) {
    return situation.unapproved().map(change -> change.isAskedForBy(run)).orElse(true);
  }

  /** One more than any number given so far, whether status or the runs know of it. */
  static long nextSequence(Situation situation) {
    return 1
        + Math.max(
            situation.memory().lastSequence(),
            situation.runs().stream()
                .flatMap(run -> RunMarks.admission(run).stream())
                .mapToLong(RunMarks.Admission::sequence)
                .max()
                .orElse(0));
  }

  private static Optional<Decision> blocked(Situation situation) {
    return active(situation)
        .or(
            () ->
                situation.owner().suspended()
                    ? Optional.of(
                        Decision.Wait.forChange(
                            Reasons.SUSPENDED,
                            "spec.suspend is true: no run is started, also none by hand."))
                    : Optional.empty())
        .or(situation::busy);
  }

  private static Optional<Decision> active(Situation situation) {
    return situation.runs().stream().filter(RunMarks::active).findFirst().map(NextRun::onItsWay);
  }

  /** What the run says of itself where it is held up; so a missing Spark operator is seen here. */
  private static Decision onItsWay(LakehouseRun run) {
    String name = run.getMetadata().getName();
    Optional<ContinuousRuns.Stop> stop = ContinuousRuns.stop(run);
    if (stop.isPresent()) {
      return Decision.Wait.forChange(
          RunReasons.STOPPING,
          "Run %s ends after the micro-batch in flight: %s.".formatted(name, stop.get().why()));
    }
    return Optional.ofNullable(run.getStatus())
        .flatMap(status -> status.condition(ConditionTypes.PROGRESSING))
        .filter(condition -> !condition.reason().equals(RunReasons.RUNNING))
        .map(
            condition ->
                Decision.Wait.forChange(
                    condition.reason(), "Run " + name + ": " + condition.message()))
        .orElseGet(
            () -> Decision.Wait.forChange(RunReasons.RUNNING, "Run " + name + " is on its way."));
  }

  /** The oldest run that a person made and that waits for its turn. */
  private static Optional<LakehouseRun> queued(Situation situation, boolean planOnly) {
    return situation.runs().stream()
        .filter(run -> RunMarks.planOnly(run) == planOnly)
        .filter(run -> !RunMarks.ended(run) && RunMarks.admission(run).isEmpty())
        .min(RunMarks.OLDEST_FIRST);
  }

  private static Decision automatic(Situation situation, long sequence) {
    if (asked(situation)) {
      return new Decision.Start(sequence, RunCause.RUN_NOW);
    }
    DueRule.Due due = DueRule.of(situation);
    if (due instanceof DueRule.Due.Yes yes) {
      return new Decision.Start(sequence, yes.cause());
    }
    return ((DueRule.Due.No) due).decision();
  }

  /** A value of run-now that neither status nor a run remembers. */
  static boolean asked(Situation situation) {
    String value = situation.owner().runNow();
    return value != null
        && !value.equals(situation.memory().lastRunNow())
        && situation.runs().stream()
            .noneMatch(run -> value.equals(RunMarks.annotation(run, ApiGroup.RUN_NOW_ANNOTATION)));
  }

  /** Whether the newest run is over and was a failure. */
  static boolean failed(RunSummary run) {
    return run != null && run.phase() == RunPhase.FAILED;
  }
}
