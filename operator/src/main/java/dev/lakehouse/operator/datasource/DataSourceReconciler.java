package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.DataSourceStatus;
import dev.lakehouse.operator.cache.StatusWrite;
import dev.lakehouse.operator.error.Surprise;
import dev.lakehouse.operator.events.EventRecorder;
import dev.lakehouse.operator.naming.Labels;
import dev.lakehouse.operator.run.OwnerMemory;
import dev.lakehouse.operator.run.OwnerPass;
import dev.lakehouse.operator.run.RunCache;
import dev.lakehouse.operator.run.RunKeeper;
import dev.lakehouse.operator.run.RunOwner;
import dev.lakehouse.operator.run.SpecOrRequestChanged;
import dev.lakehouse.operator.status.StatusPatch;
import dev.lakehouse.operator.workload.CreateOnce;
import dev.lakehouse.operator.workspace.Workspaces;
import dev.lakehouse.plan.progress.IngestionStatus;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Dependent;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** DataSource: plan, then a consumer (stream) or a schedule (batch), then runs, then status. */
@ControllerConfiguration(
    name = "datasource",
    // The job's reports change the status only, and Fresh and SourceReady derive from them.
    generationAwareEventProcessing = false,
    fieldManager = Labels.OPERATOR,
    maxReconciliationInterval = @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.HOURS))
@GradualRetry(
    initialInterval = 1_000,
    intervalMultiplier = 2,
    maxInterval = 300_000,
    maxAttempts = -1)
@Workflow(
    explicitInvocation = true,
    dependents = {
      @Dependent(name = DataSourceReconciler.PLAN, type = PlanDependent.class),
      @Dependent(
          type = ConsumerDependent.class,
          reconcilePrecondition = IsStream.class,
          dependsOn = DataSourceReconciler.PLAN),
      @Dependent(
          type = ScheduleDependent.class,
          reconcilePrecondition = IsBatch.class,
          dependsOn = DataSourceReconciler.PLAN)
    })
public class DataSourceReconciler implements Reconciler<DataSource> {
  static final String PLAN = "plan";

  private static final StatusPatch<DataSource, DataSourceStatus> STATUS =
      new StatusPatch<>(DataSource::new, DataSourceStatusRules::operatorOwned);

  private final Workspaces workspaces;
  private final RunCache runs;
  private final RunKeeper keeper;
  private final EventRecorder events;
  private final DataSourceMeters meters;
  private final Clock clock;

  /** All it needs. */
  public DataSourceReconciler(
      Workspaces workspaces,
      RunCache runs,
      RunKeeper keeper,
      EventRecorder events,
      DataSourceMeters meters,
      Clock clock) {
    this.workspaces = workspaces;
    this.meters = meters;
    workspaces.whenDeleted(DataSource.class, meters::forget);
    this.runs = runs;
    this.keeper = keeper;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, DataSource>> prepareEventSources(
      EventSourceContext<DataSource> context) {
    return List.of(
        workspaces.eventSource(DataSource.class),
        runs.sourceEvents(),
        IngestionJobs.eventSource(context));
  }

  @Override
  public UpdateControl<DataSource> reconcile(DataSource source, Context<DataSource> context) {
    Instant now = clock.instant();
    DataSourceObserved observed =
        DataSourceObserved.of(source, workspaces, runs.of(source), now, context);
    boolean mayWork = DataSourceChecks.mayWork(source, observed);
    if (mayWork) {
      observed.inputs().orElseThrow().putInto(context);
      context
          .managedWorkflowAndDependentResourceContext()
          .reconcileManagedWorkflow()
          .throwAggregateExceptionIfErrorsPresent();
      observed = observed.again(context);
      InitialIngestion.decide(source, observed)
          .ifPresent(job -> CreateOnce.create(job, context.getClient()));
    }
    OwnerPass pass = runs(source, observed, context);
    if (mayWork) {
      PlanRetention.unused(observed, pass.runs())
          .forEach(plan -> context.getClient().resource(plan).delete());
    }
    Optional<Freshness> freshness = Freshness.of(source, now);
    DataSourceStatus status =
        DataSourceStatusRules.statusFor(
            source, observed, SourceRuns.of(source, pass), freshness, now);
    tell(source, status);
    return StatusWrite.perform(
        STATUS.of(source, status),
        source,
        Stream.of(
                freshness.flatMap(fresh -> fresh.untilNext(now)),
                pass.lookAgain(),
                StreamScaling.lookAgain(source, observed.scaling(), now))
            .flatMap(Optional::stream)
            .min(Comparator.naturalOrder()),
        DataSourceReconciler::hasNews,
        context);
  }

  /** The runs that people ask for; the schedule is none of them. */
  private OwnerPass runs(
      DataSource source, DataSourceObserved observed, Context<DataSource> context) {
    return keeper.runs(
        RunOwner.of(source),
        OwnerMemory.of(source.getStatus()),
        observed.compilation(),
        observed.runs(),
        RunTurn.busy(source, observed, () -> IngestionJobs.now(source, context.getClient())));
  }

  /** Whether a job reported, or a person asked for something, while this pass was made. */
  private static boolean hasNews(DataSource seen, DataSource answer) {
    return !Objects.equals(reported(seen), reported(answer))
        || new SpecOrRequestChanged().accept(answer, seen);
  }

  @Override
  public ErrorStatusUpdateControl<DataSource> updateErrorStatus(
      DataSource source, Context<DataSource> context, Exception exception) {
    DataSourceStatus status =
        DataSourceStatusRules.afterError(source, Surprise.verdict(exception), clock.instant());
    tell(source, status);
    return STATUS.afterError(source, status);
  }

  private static IngestionStatus reported(DataSource source) {
    return source.getStatus() == null ? null : source.getStatus().ingestion();
  }

  private void tell(DataSource source, DataSourceStatus status) {
    SourceTransitions.of(source, status).forEach(events::record);
    meters.tell(source, status);
  }
}
