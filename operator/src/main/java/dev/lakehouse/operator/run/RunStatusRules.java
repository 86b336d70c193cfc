package dev.lakehouse.operator.run;

import dev.lakehouse.api.ConditionTypes;
import dev.lakehouse.api.LakehouseRunStatus;
import dev.lakehouse.api.RunPhase;
import dev.lakehouse.operator.naming.Names;
import dev.lakehouse.operator.status.Conditions;
import dev.lakehouse.operator.status.Reasons;
import dev.lakehouse.operator.status.Verdict;
import dev.lakehouse.plan.FailureClass;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.progress.StepStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the status of a run says after a decision. Pure. */
final class RunStatusRules {
  private static final LakehouseRunStatus EMPTY =
      new LakehouseRunStatus(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null, null);

  private static final Verdict SPEC_VALID = Verdict.met(Reasons.VALID, "The spec is understood.");

  private RunStatusRules() {}

  /** The status; the job's own fields are those of {@code facts}. */
  static LakehouseRunStatus statusFor(RunFacts facts, RunDecision decision) {
    RunStatusDraft draft = new RunStatusDraft(previous(facts), facts);
    if (decision instanceof RunDecision.Ended) {
      return draft.withProgress();
    }
    if (decision instanceof RunDecision.Hold hold) {
      return hold(draft, hold);
    }
    if (decision instanceof RunDecision.Attempt attempt) {
      return draft.attempt(attempt.number(), running("Attempt " + attempt.number() + " starts."));
    }
    if (decision instanceof RunDecision.Observe observe) {
      return draft.observed(
          observe.driverRuns(),
          running(
              observe.driverRuns()
                  ? "The driver runs."
                  : "The application is " + observe.detail() + "."));
    }
    if (decision instanceof RunDecision.Retry retry) {
      return draft.retry(retry.at(), retrying(facts, retry));
    }
    if (decision instanceof RunDecision.AwaitRetry) {
      return previous(facts);
    }
    return ended(facts, draft, decision);
  }

  private static LakehouseRunStatus ended(
      RunFacts facts, RunStatusDraft draft, RunDecision decision) {
    if (decision instanceof RunDecision.Succeed succeed) {
      Verdict done = Verdict.met(RunReasons.SUCCEEDED, succeed.message());
      return draft.ended(RunPhase.SUCCEEDED, null, SPEC_VALID, done);
    }
    if (decision instanceof RunDecision.Fail fail) {
      Verdict failed = Verdict.unmet(fail.reason(), fail.message());
      return draft.ended(
          RunPhase.FAILED,
          fail.failureClass().orElse(null),
          fail.specValid() ? SPEC_VALID : failed,
          failed);
    }
    List<StepStatus> steps =
        facts.plan().orElseThrow().steps().stream().map(RunStatusRules::described).toList();
    Verdict planned =
        Verdict.met(
            RunReasons.PLANNED, "Mode Plan: %d steps, nothing was run.".formatted(steps.size()));
    return draft.withSteps(steps).ended(RunPhase.SUCCEEDED, null, SPEC_VALID, planned);
  }

  private static LakehouseRunStatus hold(RunStatusDraft draft, RunDecision.Hold hold) {
    Verdict unmet = Verdict.unmet(hold.reason(), hold.message());
    Verdict progressing =
        hold.reason().equals(RunReasons.QUEUED)
            ? Verdict.met(hold.reason(), hold.message())
            : unmet;
    return draft.held(hold.specValid() ? SPEC_VALID : unmet, progressing);
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

  /** A step that would be run, with what it reads and makes. */
  private static StepStatus described(Step step) {
    String inputs = step.inputs().stream().map(Object::toString).collect(Collectors.joining(", "));
    StepStatus pending = StepStatus.pending(step.id());
    return new StepStatus(
        pending.name(),
        pending.state(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        "Would be run: " + (inputs.isEmpty() ? "" : inputs + " -> ") + step.id() + ".");
  }

  private static LakehouseRunStatus previous(RunFacts facts) {
    return Optional.ofNullable(facts.run().getStatus()).orElse(EMPTY);
  }

  /** A status under way from the previous one to the next. */
  private record RunStatusDraft(LakehouseRunStatus was, RunFacts facts) {
    LakehouseRunStatus attempt(int number, Verdict progressing) {
      String now = text(facts.now());
      String application = Names.application(facts.run().getMetadata().getName(), number);
      String start = was.startTime() == null ? now : was.startTime();
      return new LakehouseRunStatus(
          generation(),
          conditions(SPEC_VALID, progressing, undecided(progressing)),
          RunPhase.RUNNING,
          sequence(),
          plan(),
          application,
          number,
          start,
          now,
          null,
          null,
          null,
          null,
          progress(),
          null,
          was.steps(),
          was.outcome());
    }

    LakehouseRunStatus observed(boolean driverRuns, Verdict progressing) {
      String running =
          was.runningTime() != null || !driverRuns ? was.runningTime() : text(facts.now());
      return with(
          RunPhase.RUNNING,
          conditions(SPEC_VALID, progressing, undecided(progressing)),
          running,
          null,
          null,
          null);
    }

    LakehouseRunStatus retry(Instant at, Verdict progressing) {
      return with(
          RunPhase.RUNNING,
          conditions(SPEC_VALID, progressing, undecided(progressing)),
          was.runningTime(),
          text(at),
          null,
          FailureClass.INFRASTRUCTURE);
    }

    LakehouseRunStatus held(Verdict specValid, Verdict progressing) {
      return with(
          facts.attempt() > 0 ? RunPhase.RUNNING : RunPhase.QUEUED,
          conditions(specValid, progressing, undecided(progressing)),
          was.runningTime(),
          was.retryTime(),
          null,
          was.failureClass());
    }

    LakehouseRunStatus ended(
        RunPhase phase, FailureClass failureClass, Verdict specValid, Verdict succeeded) {
      Verdict still = Verdict.unmet(succeeded.reason(), "The run has ended.");
      return with(
          phase,
          conditions(specValid, still, succeeded),
          was.runningTime(),
          null,
          text(facts.now()),
          failureClass);
    }

    LakehouseRunStatus withProgress() {
      return copy(
          was.conditions(),
          was.phase(),
          was.runningTime(),
          was.retryTime(),
          was.completionTime(),
          was.failureClass());
    }

    RunStatusDraft withSteps(List<StepStatus> steps) {
      return new RunStatusDraft(
          new LakehouseRunStatus(
              was.observedGeneration(),
              was.conditions(),
              was.phase(),
              was.sequence(),
              was.plan(),
              was.application(),
              was.attempt(),
              was.startTime(),
              was.attemptTime(),
              was.runningTime(),
              was.retryTime(),
              was.completionTime(),
              was.duration(),
              was.progress(),
              was.failureClass(),
              steps,
              was.outcome()),
          facts);
    }

    private LakehouseRunStatus with(
        RunPhase phase,
        List<dev.lakehouse.api.Condition> conditions,
        String runningTime,
        String retryTime,
        String completionTime,
        FailureClass failureClass) {
      return copy(conditions, phase, runningTime, retryTime, completionTime, failureClass);
    }

    private LakehouseRunStatus copy(
        List<dev.lakehouse.api.Condition> conditions,
        RunPhase phase,
        String runningTime,
        String retryTime,
        String completionTime,
        FailureClass failureClass) {
      return new LakehouseRunStatus(
          generation(),
          conditions,
          phase,
          sequence(),
          plan(),
          was.application(),
          was.attempt(),
          was.startTime(),
          was.attemptTime(),
          runningTime,
          retryTime,
          completionTime,
          DurationText.between(was.startTime(), completionTime),
          progress(),
          failureClass,
          was.steps(),
          was.outcome());
    }

    private List<dev.lakehouse.api.Condition> conditions(
        Verdict specValid, Verdict progressing, Verdict succeeded) {
      return Conditions.after(facts.run().getStatus(), generation(), facts.now())
          .required(ConditionTypes.SPEC_VALID, specValid)
          .informative(ConditionTypes.PROGRESSING, progressing)
          .required(ConditionTypes.SUCCEEDED, succeeded)
          .withReady(succeeded);
    }

    private static Verdict undecided(Verdict progressing) {
      return Verdict.unknown(progressing.reason(), progressing.message());
    }

    private Long generation() {
      return facts.run().getMetadata().getGeneration();
    }

    private Long sequence() {
      return RunMarks.admission(facts.run()).map(RunMarks.Admission::sequence).orElse(null);
    }

    private String plan() {
      return RunMarks.admission(facts.run()).map(RunMarks.Admission::plan).orElse(null);
    }

    private String progress() {
      List<StepStatus> steps = was.steps();
      if (steps == null || steps.isEmpty()) {
        return null;
      }
      long done =
          steps.stream()
              .filter(
                  step ->
                      step.state() == StepStatus.State.SUCCEEDED
                          || step.state() == StepStatus.State.SKIPPED)
              .count();
      return done + "/" + steps.size();
    }

    private static String text(Instant instant) {
      return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
  }
}
