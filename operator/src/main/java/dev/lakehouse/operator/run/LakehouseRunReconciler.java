package dev.lakehouse.operator.run;

import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.LakehouseRunStatus;
import dev.lakehouse.operator.cache.StatusWrite;
import dev.lakehouse.operator.error.Surprise;
import dev.lakehouse.operator.events.EventRecorder;
import dev.lakehouse.operator.events.Transition;
import dev.lakehouse.operator.naming.Labels;
import dev.lakehouse.operator.spark.SparkApplications;
import dev.lakehouse.operator.status.StatusPatch;
import dev.lakehouse.operator.workspace.Workspaces;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * LakehouseRun: one SparkApplication (or Job, for a DataSource) per attempt, until the run
 * succeeded or failed for good. It reacts to status, which the job writes too, so every change of a
 * run is looked at.
 */
@ControllerConfiguration(
    name = "lakehouserun",
    fieldManager = Labels.OPERATOR,
    generationAwareEventProcessing = false,
    maxReconciliationInterval = @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.HOURS))
@GradualRetry(
    initialInterval = 1_000,
    intervalMultiplier = 2,
    maxInterval = 300_000,
    maxAttempts = -1)
public class LakehouseRunReconciler implements Reconciler<LakehouseRun> {
  private static final StatusPatch<LakehouseRun, LakehouseRunStatus> EXECUTED =
      new StatusPatch<>(LakehouseRun::new, RunStatusRules::withoutTheJobsFields);

  /** What a source would be read for takes no job: the operator writes the steps. */
  private static final StatusPatch<LakehouseRun, LakehouseRunStatus> PLANNED =
      new StatusPatch<>(LakehouseRun::new, UnaryOperator.identity());

  private final SparkApplications applications;
  private final RunJobs jobs;
  private final RunObserver observer;
  private final RunActions actions;
  private final EventRecorder events;
  private final Clock clock;

  /** All it needs. */
  public LakehouseRunReconciler(
      KubernetesClient client,
      Workspaces workspaces,
      SparkApplications applications,
      RunJobs jobs,
      EventRecorder events,
      Clock clock) {
    this.applications = applications;
    this.jobs = jobs;
    Attempts attempts = new Attempts(applications, jobs);
    this.observer = new RunObserver(client, workspaces, attempts, clock);
    this.actions = new RunActions(attempts);
    this.events = events;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, LakehouseRun>> prepareEventSources(
      EventSourceContext<LakehouseRun> context) {
    return List.of(applications.eventSource(), jobs.eventSource());
  }

  @Override
  public UpdateControl<LakehouseRun> reconcile(LakehouseRun run, Context<LakehouseRun> context) {
    RunFacts facts = observer.observe(run);
    RunDecision decision = actions.perform(facts, RunRules.decide(facts));
    LakehouseRunStatus status = RunStatusRules.statusFor(facts, decision);
    RunTransitions.of(facts, status, decision).ifPresent(events::record);
    return StatusWrite.perform(
        patch(run).of(run, status),
        run,
        RunRules.lookAgain(facts, decision),
        LakehouseRunReconciler::hasNews,
        context);
  }

  /** Whether somebody admitted the run, or its job reported, while this pass was made. */
  private static boolean hasNews(LakehouseRun seen, LakehouseRun answer) {
    return !RunMarks.admission(seen).equals(RunMarks.admission(answer))
        || !ContinuousRuns.stop(seen).equals(ContinuousRuns.stop(answer))
        || !(RunMarks.describes(seen) || jobsFields(seen).equals(jobsFields(answer)));
  }

  private static List<Object> jobsFields(LakehouseRun run) {
    LakehouseRunStatus status = run.getStatus();
    return status == null
        ? Arrays.asList(null, null)
        : Arrays.asList(status.steps(), status.outcome());
  }

  @Override
  public ErrorStatusUpdateControl<LakehouseRun> updateErrorStatus(
      LakehouseRun run, Context<LakehouseRun> context, Exception exception) {
    LakehouseRunStatus status =
        RunStatusRules.afterError(run, Surprise.verdict(exception), clock.instant());
    Transition.ofReady(run, run.getStatus(), status).ifPresent(events::record);
    return patch(run).afterError(run, status);
  }

  private static StatusPatch<LakehouseRun, LakehouseRunStatus> patch(LakehouseRun run) {
    return RunMarks.describes(run) ? PLANNED : EXECUTED;
  }
}
