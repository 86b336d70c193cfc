package dev.lakehouse.operator.pipeline;

import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.MedallionPipelineStatus;
import dev.lakehouse.compiler.Compilation;
import dev.lakehouse.compiler.PlanCompiler;
import dev.lakehouse.operator.cache.StatusWrite;
import dev.lakehouse.operator.error.Surprise;
import dev.lakehouse.operator.events.EventRecorder;
import dev.lakehouse.operator.naming.Labels;
import dev.lakehouse.operator.run.LastResults;
import dev.lakehouse.operator.run.OwnerMemory;
import dev.lakehouse.operator.run.OwnerPass;
import dev.lakehouse.operator.run.OwnerTransitions;
import dev.lakehouse.operator.run.PlanEvents;
import dev.lakehouse.operator.run.RunCache;
import dev.lakehouse.operator.run.RunKeeper;
import dev.lakehouse.operator.run.RunOwner;
import dev.lakehouse.operator.run.SpecOrRequestChanged;
import dev.lakehouse.operator.status.StatusPatch;
import dev.lakehouse.operator.workspace.Workspaces;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** MedallionPipeline: plan, runs, status. */
@ControllerConfiguration(
    name = "medallionpipeline",
    fieldManager = Labels.OPERATOR,
    generationAwareEventProcessing = false,
    informer = @Informer(onUpdateFilter = SpecOrRequestChanged.class),
    maxReconciliationInterval = @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.HOURS))
@GradualRetry(
    initialInterval = 1_000,
    intervalMultiplier = 2,
    maxInterval = 300_000,
    maxAttempts = -1)
public class MedallionPipelineReconciler implements Reconciler<MedallionPipeline> {
  private static final StatusPatch<MedallionPipeline, MedallionPipelineStatus> STATUS =
      new StatusPatch<>(MedallionPipeline::new, UnaryOperator.identity());

  private final Workspaces workspaces;
  private final RunCache runs;
  private final RunKeeper keeper;
  private final EventRecorder events;
  private final ExpectationMeters expectations;
  private final PipelineMeters meters;
  private final Clock clock;

  /** All it needs. */
  public MedallionPipelineReconciler(
      Workspaces workspaces,
      RunCache runs,
      RunKeeper keeper,
      EventRecorder events,
      ExpectationMeters expectations,
      PipelineMeters meters,
      Clock clock) {
    this.workspaces = workspaces;
    this.runs = runs;
    this.keeper = keeper;
    this.events = events;
    this.expectations = expectations;
    this.meters = meters;
    workspaces.whenDeleted(
        MedallionPipeline.class,
        gone -> {
          expectations.forget(gone);
          meters.forget(gone);
        });
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, MedallionPipeline>> prepareEventSources(
      EventSourceContext<MedallionPipeline> context) {
    return List.of(
        workspaces.eventSource(MedallionPipeline.class),
        runs.pipelineEvents(),
        PlanEvents.of(MedallionPipeline.class, Labels.OF_PIPELINES, context));
  }

  @Override
  public UpdateControl<MedallionPipeline> reconcile(
      MedallionPipeline pipeline, Context<MedallionPipeline> context) {
    Compilation compilation =
        PlanCompiler.compile(pipeline, workspaces.of(pipeline.getMetadata().getNamespace()));
    OwnerPass pass =
        keeper.pass(
            RunOwner.of(pipeline), OwnerMemory.of(pipeline.getStatus()), compilation, context);
    MedallionPipelineStatus status = PipelineStatusRules.statusFor(pipeline, pass);
    OwnerTransitions.of(pipeline, pipeline.getStatus(), status).ifPresent(events::record);
    expectations.tell(pipeline, LastResults.of(pass.runs()));
    meters.tell(pipeline, status, pass.progress());
    return StatusWrite.perform(
        STATUS.of(pipeline, status),
        pipeline,
        pass.lookAgain(),
        (seen, answer) -> new SpecOrRequestChanged().accept(answer, seen),
        context);
  }

  @Override
  public ErrorStatusUpdateControl<MedallionPipeline> updateErrorStatus(
      MedallionPipeline pipeline, Context<MedallionPipeline> context, Exception exception) {
    MedallionPipelineStatus status =
        PipelineStatusRules.afterError(pipeline, Surprise.verdict(exception), clock.instant());
    OwnerTransitions.of(pipeline, pipeline.getStatus(), status).ifPresent(events::record);
    return STATUS.afterError(pipeline, status);
  }
}
