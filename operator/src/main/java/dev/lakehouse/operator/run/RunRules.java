package dev.lakehouse.operator.run;

import dev.lakehouse.api.LakehouseRunStatus;
import dev.lakehouse.operator.naming.Names;
import dev.lakehouse.operator.spark.ApplicationState;
import dev.lakehouse.plan.FailureClass;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.progress.JobOutcome;
import dev.lakehouse.plan.progress.StepStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides about one run. Pure. The job's own outcome counts more than what the Spark operator saw
 * of its pod; an application that ended without one is judged by its steps.
 */
public final class RunRules {
  private static final Duration LONGEST_BACKOFF = Duration.ofHours(1);
  private static final Duration DEFAULT_START = Duration.ofMinutes(10);
  private static final Duration DEFAULT_RUN = Duration.ofHours(2);
  private static final Duration GOES_ON = Duration.ofDays(1);
  private static final Duration HOLD_INTERVAL = Duration.ofSeconds(10);
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(50);

  private RunRules() {}

  /** The decision. */
  public static RunDecision decide(RunFacts facts) {
    if (RunMarks.ended(facts.run())) {
      return new RunDecision.Ended();
    }
    if (RunMarks.admission(facts.run()).isEmpty()) {
      return beforeAdmission(facts);
    }
    if (RunMarks.describes(facts.run())) {
      return facts.plan().isPresent() ? new RunDecision.Describe() : withoutPlan(facts);
    }
    Optional<Instant> retry = facts.time(LakehouseRunStatus::retryTime);
    if (facts.attempt() > 0 && retry.isEmpty()) {
      return observe(facts);
    }
    Optional<ContinuousRuns.Stop> stop = ContinuousRuns.stop(facts.run());
    if (stop.isPresent()) {
      return new RunDecision.Succeed("Ended between two attempts: " + stop.get().why() + ".");
    }
    if (retry.isPresent() && retry.get().isAfter(facts.now())) {
      return new RunDecision.AwaitRetry(retry.get());
    }
    return RollbackTarget.violation(facts.run())
        .map(gone -> invalid(gone.reason().label(), gone.message()))
        .or(() -> obstacle(facts))
        .orElseGet(() -> new RunDecision.Attempt(facts.attempt() + 1));
  }

  /**
   * When to decide again though nothing may have changed: at deadlines and retries. What holds a
   * run up is looked at again now and then: a Spark operator's installation is outside of this API,
   * and an owner that appears wakes by its admission only the runs that its plan can do.
   */
  static Optional<Duration> lookAgain(RunFacts facts, RunDecision decision) {
    if (decision instanceof RunDecision.Observe observe) {
      return Optional.of(untilAfter(facts, observe.deadline()));
    }
    if (decision instanceof RunDecision.Retry retry) {
      return Optional.of(untilAfter(facts, retry.at()));
    }
    if (decision instanceof RunDecision.AwaitRetry retry) {
      return Optional.of(untilAfter(facts, retry.at()));
    }
    return decision instanceof RunDecision.Hold ? Optional.of(HOLD_INTERVAL) : Optional.empty();
  }

  private static Duration untilAfter(RunFacts facts, Instant time) {
    Duration left = Duration.between(facts.now(), time);
    return left.compareTo(SHORTEST_WAIT) > 0 ? left : SHORTEST_WAIT;
  }

  private static RunDecision beforeAdmission(RunFacts facts) {
    Optional<String> name = Names.problemOfRun(facts.run().getMetadata().getName());
    if (name.isPresent()) {
      return invalid("NameTooLong", name.get());
    }
    if (facts.owner().isEmpty()) {
      return missingOwner(facts);
    }
    return facts.violations().stream()
        .findFirst()
        .map(violation -> invalid(violation.reason().label(), violation.message()))
        .orElseGet(
            () ->
                hold(
                    RunReasons.QUEUED,
                    "Waits for its turn: %s has one run at a time, oldest first, and none while it is suspended, its spec is refused, or its schedule's Job runs."
                        .formatted(facts.owner().get().title())));
  }

  private static RunDecision missingOwner(RunFacts facts) {
    RunTarget target = RunTarget.of(facts.run());
    return new RunDecision.Hold(
        target.kind().missing(),
        "spec.%s.name: there is no %s '%s' in this namespace; create it, or delete this run"
            .formatted(target.kind().field(), target.kind().title(), target.name()),
        false);
  }

  /** What keeps an attempt from being made; it goes away by itself or by other people. */
  private static Optional<RunDecision> obstacle(RunFacts facts) {
    if (facts.owner().isEmpty()) {
      return Optional.of(missingOwner(facts));
    }
    String lakehouse = facts.owner().get().lakehouse();
    if (facts.lakehouse().isEmpty()) {
      return Optional.of(
          hold(
              "LakehouseNotFound", "There is no Lakehouse '" + lakehouse + "' in this namespace."));
    }
    if (!facts.sparkOperator()) {
      return Optional.of(
          hold(
              RunReasons.SPARK_OPERATOR_MISSING,
              "The Spark operator that Lakehouse '%s' names (workloads.sparkBackend) is not installed: its CustomResourceDefinition is not there. Install it, or name the other one."
                  .formatted(lakehouse)));
    }
    return facts.plan().isEmpty() ? Optional.of(withoutPlan(facts)) : Optional.empty();
  }

  /** Somebody deleted the ConfigMap, and the spec has changed since: nothing can be run. */
  private static RunDecision withoutPlan(RunFacts facts) {
    return facts.owner().isEmpty()
        ? missingOwner(facts)
        : new RunDecision.Fail(
            RunReasons.PLAN_NOT_FOUND,
            "ConfigMap %s is gone and the spec compiles to another plan by now; create another run."
                .formatted(
                    Names.planConfigMap(RunMarks.admission(facts.run()).orElseThrow().plan())),
            Optional.of(FailureClass.USER),
            true,
            false);
  }

  private static RunDecision observe(RunFacts facts) {
    if (facts.application().isEmpty()) {
      return concluded(
          facts,
          FailureReason.INTERRUPTED,
          "%s %s was deleted before it had ended."
              .formatted(
                  facts.owner().map(owner -> owner.execution().kind()).orElse("Application"),
                  facts.run().getStatus().application()));
    }
    ApplicationState state = facts.application().get();
    if (state instanceof ApplicationState.Failed failed) {
      return concluded(facts, failed.reason(), "The job gave no reason; " + failed.message() + ".");
    }
    if (state instanceof ApplicationState.Succeeded) {
      return stepsDone(facts)
          ? facts.outcome().isPresent()
              ? concluded(facts, FailureReason.UNEXPECTED, "")
              : new RunDecision.Succeed(success(facts))
          : concluded(
              facts,
              FailureReason.UNEXPECTED,
              "The driver ended with exit code 0 without saying how the run ended, and not all"
                  + " steps are done.");
    }
    return underWay(facts, state);
  }

  private static RunDecision underWay(RunFacts facts, ApplicationState state) {
    Optional<Instant> seenRunning = facts.time(LakehouseRunStatus::runningTime);
    boolean runs = state instanceof ApplicationState.Running || seenRunning.isPresent();
    Optional<ContinuousRuns.Stop> stop = ContinuousRuns.stop(facts.run());
    if (runs && ContinuousRuns.is(facts.run()) && stop.isEmpty()) {
      return new RunDecision.Observe(true, facts.now().plus(GOES_ON));
    }
    Duration limit = runs ? runTimeout(facts) : startTimeout(facts);
    Instant since =
        runs
            ? stop.map(ContinuousRuns.Stop::since).orElse(seenRunning.orElse(facts.now()))
            : facts.time(LakehouseRunStatus::attemptTime).orElse(facts.now());
    Instant deadline = since.plus(limit);
    String detail = state instanceof ApplicationState.Pending pending ? pending.detail() : "runs";
    if (deadline.isAfter(facts.now())) {
      return new RunDecision.Observe(runs, deadline);
    }
    RunDecision late =
        concluded(
            facts,
            FailureReason.TIMED_OUT,
            "The driver did not %s within %s (timeouts.%s); the application is %s."
                .formatted(
                    runs ? "end" : "start",
                    DurationText.of(limit),
                    runs ? "run" : "start",
                    detail));
    return stopped(late);
  }

  /** What the job said; where it said nothing, a failure for that reason. */
  private static RunDecision concluded(RunFacts facts, FailureReason otherwise, String message) {
    if (facts.outcome().isEmpty()) {
      return failed(facts, otherwise, message);
    }
    JobOutcome outcome = facts.outcome().get();
    return outcome.succeeded()
        ? new RunDecision.Succeed(success(facts))
        : failed(
            facts,
            FailureReason.of(outcome.reason()),
            Optional.ofNullable(outcome.message()).orElse("The job gave no message."));
  }

  private static RunDecision failed(RunFacts facts, FailureReason reason, String message) {
    int limit = facts.owner().map(RunOwner::retryLimit).orElse(0);
    boolean stable = isStable(facts);
    boolean again = stable || facts.attempt() <= limit;
    if (reason.failureClass() == FailureClass.INFRASTRUCTURE
        && again
        && facts.owner().isPresent()
        && ContinuousRuns.stop(facts.run()).isEmpty()) {
      int failures = stable ? 1 : facts.attempt();
      Duration wait = Backoff.before(failures, facts.owner().get().backoff(), LONGEST_BACKOFF);
      return new RunDecision.Retry(reason.label(), message, facts.now().plus(wait), false);
    }
    return new RunDecision.Fail(
        reason.label(), message, Optional.of(reason.failureClass()), true, false);
  }

  /** A run that went on for long starts counting its failures anew. */
  private static boolean isStable(RunFacts facts) {
    return ContinuousRuns.is(facts.run())
        && facts
            .time(LakehouseRunStatus::runningTime)
            .filter(since -> !since.plus(ContinuousRuns.STABLE).isAfter(facts.now()))
            .isPresent();
  }

  private static String success(RunFacts facts) {
    if (RunMarks.planOnly(facts.run())) {
      return RunMarks.change(facts.run())
          .map(
              "Nothing was run; status.steps tells what would be. Since the last success: %s."
                  ::formatted)
          .orElse("Nothing was run; status.steps tells what would be.");
    }
    if (!ContinuousRuns.is(facts.run())) {
      return "All steps are done.";
    }
    return ContinuousRuns.stop(facts.run())
        .map(stop -> "Ended after the micro-batch in flight: " + stop.why() + ".")
        .orElse("Ended after the micro-batch in flight; the next run goes on.");
  }

  /** The same, but its application has to go: it still runs. */
  private static RunDecision stopped(RunDecision decision) {
    if (decision instanceof RunDecision.Retry retry) {
      return new RunDecision.Retry(retry.reason(), retry.message(), retry.at(), true);
    }
    return decision instanceof RunDecision.Fail fail
        ? new RunDecision.Fail(
            fail.reason(), fail.message(), fail.failureClass(), fail.specValid(), true)
        : decision;
  }

  private static boolean stepsDone(RunFacts facts) {
    return facts.steps().stream().allMatch(RunRules::isDone);
  }

  /** Whether nothing is left of a step: it succeeded, or there was nothing to do. */
  static boolean isDone(StepStatus step) {
    return step.state() == StepStatus.State.SUCCEEDED || step.state() == StepStatus.State.SKIPPED;
  }

  private static Duration startTimeout(RunFacts facts) {
    return facts.owner().map(RunOwner::startTimeout).orElse(DEFAULT_START);
  }

  private static Duration runTimeout(RunFacts facts) {
    return facts.owner().map(RunOwner::runTimeout).orElse(DEFAULT_RUN);
  }

  private static RunDecision hold(String reason, String message) {
    return new RunDecision.Hold(reason, message, true);
  }

  private static RunDecision invalid(String reason, String message) {
    return new RunDecision.Fail(reason, message, Optional.of(FailureClass.USER), false, false);
  }
}
