package dev.lakehouse.operator.run;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.LakehouseRunStatus;
import dev.lakehouse.api.RunPhase;
import dev.lakehouse.operator.naming.Names;
import dev.lakehouse.plan.FailureClass;
import dev.lakehouse.plan.progress.JobOutcome;
import dev.lakehouse.plan.progress.StepStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** A run's next status on its way from the one that stands: what is not set stays. */
final class RunStatusDraft {
  private final LakehouseRun run;
  private List<Condition> conditions;
  private RunPhase phase;
  private String application;
  private Integer attempt;
  private String startTime;
  private String attemptTime;
  private String runningTime;
  private String retryTime;
  private String completionTime;
  private FailureClass failureClass;
  private List<StepStatus> steps;
  private JobOutcome outcome;

  RunStatusDraft(LakehouseRun run) {
    this.run = run;
    LakehouseRunStatus was = run.getStatus();
    if (was != null) {
      conditions = was.conditions();
      phase = was.phase();
      application = was.application();
      attempt = was.attempt();
      startTime = was.startTime();
      attemptTime = was.attemptTime();
      runningTime = was.runningTime();
      retryTime = was.retryTime();
      completionTime = was.completionTime();
      failureClass = was.failureClass();
      steps = was.steps();
      outcome = was.outcome();
    }
  }

  RunStatusDraft conditions(List<Condition> now) {
    conditions = now;
    return this;
  }

  RunStatusDraft phase(RunPhase now) {
    phase = now;
    return this;
  }

  /** Another attempt begins. */
  RunStatusDraft attempt(int number, Instant now) {
    attempt = number;
    application = Names.application(run.getMetadata().getName(), number);
    attemptTime = text(now);
    startTime = startTime == null ? attemptTime : startTime;
    runningTime = null;
    retryTime = null;
    failureClass = null;
    return this;
  }

  /** The attempt's driver was seen running; the first time counts. */
  RunStatusDraft running(Instant now) {
    runningTime = runningTime == null ? text(now) : runningTime;
    return this;
  }

  RunStatusDraft retry(Instant at) {
    retryTime = text(at);
    failureClass = FailureClass.INFRASTRUCTURE;
    return this;
  }

  RunStatusDraft ended(FailureClass why, Instant now) {
    failureClass = why;
    retryTime = null;
    completionTime = text(now);
    return this;
  }

  RunStatusDraft steps(List<StepStatus> described) {
    steps = described;
    return this;
  }

  LakehouseRunStatus build() {
    return new LakehouseRunStatus(
        run.getMetadata().getGeneration(),
        conditions,
        phase,
        RunMarks.admission(run).map(RunMarks.Admission::sequence).orElse(null),
        RunMarks.admission(run).map(RunMarks.Admission::plan).orElse(null),
        application,
        attempt,
        startTime,
        attemptTime,
        runningTime,
        retryTime,
        completionTime,
        DurationText.between(startTime, completionTime),
        progress(),
        failureClass,
        steps,
        outcome);
  }

  private String progress() {
    Optional<String> batches = ContinuousRuns.batches(run, steps);
    if (batches.isPresent()) {
      return batches.get();
    }
    return steps == null || steps.isEmpty()
        ? null
        : steps.stream().filter(RunRules::isDone).count() + "/" + steps.size();
  }

  private static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
