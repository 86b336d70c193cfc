package dev.lakehouse.operator.run;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.ConditionTypes;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.LakehouseRunStatus;
import dev.lakehouse.api.RunPhase;
import dev.lakehouse.operator.status.Conditions;
import dev.lakehouse.operator.status.Reasons;
import dev.lakehouse.operator.status.Verdict;
import dev.lakehouse.plan.FailureClass;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.progress.StepStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/** What the status of a run says after a decision. Pure. */
final class RunStatusRules {
  private static final Verdict SPEC_VALID = Verdict.met(Reasons.VALID, "The spec is understood.");

  private RunStatusRules() {}

  /** The status, the fields that the job owns among it as they are. */
  static LakehouseRunStatus statusFor(RunFacts facts, RunDecision decision) {
    RunStatusDraft draft = new RunStatusDraft(facts.run());
    if (decision instanceof RunDecision.Hold hold) {
      hold(facts, draft, hold);
    } else if (decision instanceof RunDecision.Attempt attempt) {
      draft.attempt(attempt.number(), facts.now());
      underWay(facts, draft, running("Attempt " + attempt.number() + " starts."));
    } else if (decision instanceof RunDecision.Observe observe) {
      observe(facts, draft, observe);
    } else if (decision instanceof RunDecision.Retry retry) {
      draft.retry(retry.at());
      underWay(facts, draft, retrying(facts, retry));
    } else if (decision instanceof RunDecision.Succeed succeed) {
      String reason = RunMarks.planOnly(facts.run()) ? RunReasons.PLANNED : RunReasons.SUCCEEDED;
      Verdict done = Verdict.met(reason, succeed.message());
      end(facts, draft, RunPhase.SUCCEEDED, null, done);
    } else if (decision instanceof RunDecision.Fail fail) {
      fail(facts, draft, fail);
    } else if (decision instanceof RunDecision.Describe) {
      describe(facts, draft);
    }
    return draft.build();
  }

  /** The status after an exception: everything stays, and Ready says what happened. */
  static LakehouseRunStatus afterError(LakehouseRun run, Verdict error, Instant now) {
    RunStatusDraft draft = new RunStatusDraft(run);
    if (!RunMarks.ended(run)) {
      draft.phase(RunMarks.phase(run));
      draft.conditions(
          Conditions.afterError(run.getStatus(), run.getMetadata().getGeneration(), now, error));
    }
    return draft.build();
  }

  /** What the operator writes of a status; the rest belongs to the job. */
  static LakehouseRunStatus withoutTheJobsFields(LakehouseRunStatus status) {
    return new LakehouseRunStatus(
        status.observedGeneration(),
        status.conditions(),
        status.phase(),
        status.sequence(),
        status.plan(),
        status.application(),
        status.attempt(),
        status.startTime(),
        status.attemptTime(),
        status.runningTime(),
        status.retryTime(),
        status.completionTime(),
        status.duration(),
        status.progress(),
        status.failureClass(),
        null,
        null);
  }

  private static void hold(RunFacts facts, RunStatusDraft draft, RunDecision.Hold hold) {
    boolean turn = hold.reason().equals(RunReasons.QUEUED);
    Verdict progressing =
        turn
            ? Verdict.met(hold.reason(), hold.message())
            : Verdict.unmet(hold.reason(), hold.message());
    draft.phase(facts.attempt() > 0 ? RunPhase.RUNNING : RunPhase.QUEUED);
    draft.conditions(
        conditions(
            facts.run(),
            facts.now(),
            hold.specValid() ? SPEC_VALID : progressing,
            progressing,
            undecided(progressing)));
  }

  private static void observe(RunFacts facts, RunStatusDraft draft, RunDecision.Observe observe) {
    if (observe.driverRuns()) {
      draft.running(facts.now());
    }
    underWay(
        facts,
        draft,
        running(observe.driverRuns() ? runs(facts) : "Attempt " + facts.attempt() + " starts."));
  }

  private static String runs(RunFacts facts) {
    if (!ContinuousRuns.is(facts.run())) {
      return "The driver runs.";
    }
    return ContinuousRuns.stop(facts.run())
        .map(stop -> "The driver ends after the micro-batch in flight: " + stop.why() + ".")
        .orElse("The driver runs, and goes on until it is asked to stop.");
  }

  private static void underWay(RunFacts facts, RunStatusDraft draft, Verdict progressing) {
    draft.phase(RunPhase.RUNNING);
    draft.conditions(
        conditions(facts.run(), facts.now(), SPEC_VALID, progressing, undecided(progressing)));
  }

  private static void fail(RunFacts facts, RunStatusDraft draft, RunDecision.Fail fail) {
    Verdict failed = Verdict.unmet(fail.reason(), fail.message());
    FailureClass failureClass = fail.failureClass().orElse(null);
    end(facts, draft, RunPhase.FAILED, failureClass, failed);
    if (!fail.specValid()) {
      draft.conditions(conditions(facts.run(), facts.now(), failed, over(failed), failed));
    }
  }

  private static void end(
      RunFacts facts,
      RunStatusDraft draft,
      RunPhase phase,
      FailureClass failureClass,
      Verdict succeeded) {
    draft.phase(phase);
    draft.ended(failureClass, facts.now());
    draft.conditions(conditions(facts.run(), facts.now(), SPEC_VALID, over(succeeded), succeeded));
  }

  private static void describe(RunFacts facts, RunStatusDraft draft) {
    List<StepStatus> steps =
        facts.plan().orElseThrow().steps().stream().map(RunStatusRules::described).toList();
    draft.steps(steps);
    end(
        facts,
        draft,
        RunPhase.SUCCEEDED,
        null,
        Verdict.met(
            RunReasons.PLANNED, "Mode Plan: %d steps, nothing was run.".formatted(steps.size())));
  }

  /** A step that would be run, with what it reads and makes. */
  private static StepStatus described(Step step) {
    String inputs = step.inputs().stream().map(Object::toString).collect(Collectors.joining(", "));
    String message = "Would be run: " + (inputs.isEmpty() ? "" : inputs + " -> ") + step.id() + ".";
    return new StepStatus(
        step.id(),
        StepStatus.State.PENDING,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        message);
  }

  private static List<Condition> conditions(
      LakehouseRun run, Instant now, Verdict specValid, Verdict progressing, Verdict succeeded) {
    return Conditions.after(run.getStatus(), run.getMetadata().getGeneration(), now)
        .required(ConditionTypes.SPEC_VALID, specValid)
        .informative(ConditionTypes.PROGRESSING, progressing)
        .required(ConditionTypes.SUCCEEDED, succeeded)
        .withReady(succeeded);
  }

  private static Verdict running(String message) {
    return Verdict.met(RunReasons.RUNNING, message);
  }

  private static Verdict retrying(RunFacts facts, RunDecision.Retry retry) {
    return Verdict.met(
        RunReasons.RETRYING,
        "Attempt %d failed (%s): %s The next one is made at %s."
            .formatted(
                facts.attempt(),
                retry.reason(),
                retry.message(),
                retry.at().truncatedTo(ChronoUnit.SECONDS)));
  }

  private static Verdict undecided(Verdict progressing) {
    return Verdict.unknown(progressing.reason(), progressing.message());
  }

  private static Verdict over(Verdict succeeded) {
    return Verdict.unmet(succeeded.reason(), "The run has ended.");
  }
}
