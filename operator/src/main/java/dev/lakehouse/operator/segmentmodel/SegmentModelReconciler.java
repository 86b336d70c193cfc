package dev.lakehouse.operator.segmentmodel;

import dev.lakehouse.api.SegmentModel;
import dev.lakehouse.api.SegmentModelStatus;
import dev.lakehouse.compiler.Compilation;
import dev.lakehouse.compiler.PlanCompiler;
import dev.lakehouse.operator.cache.StatusWrite;
import dev.lakehouse.operator.error.Surprise;
import dev.lakehouse.operator.events.EventRecorder;
import dev.lakehouse.operator.naming.Labels;
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

/** SegmentModel: plan, runs, status. */
@ControllerConfiguration(
    name = "segmentmodel",
    fieldManager = Labels.OPERATOR,
    generationAwareEventProcessing = false,
    informer = @Informer(onUpdateFilter = SpecOrRequestChanged.class),
    maxReconciliationInterval = @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.HOURS))
@GradualRetry(
    initialInterval = 1_000,
    intervalMultiplier = 2,
    maxInterval = 300_000,
    maxAttempts = -1)
public class SegmentModelReconciler implements Reconciler<SegmentModel> {
  private static final StatusPatch<SegmentModel, SegmentModelStatus> STATUS =
      new StatusPatch<>(SegmentModel::new, UnaryOperator.identity());

  private final Workspaces workspaces;
  private final RunCache runs;
  private final RunKeeper keeper;
  private final EventRecorder events;
  private final Clock clock;

  /** All it needs. */
  public SegmentModelReconciler(
      Workspaces workspaces, RunCache runs, RunKeeper keeper, EventRecorder events, Clock clock) {
    this.workspaces = workspaces;
    this.runs = runs;
    this.keeper = keeper;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, SegmentModel>> prepareEventSources(
      EventSourceContext<SegmentModel> context) {
    return List.of(
        workspaces.eventSource(SegmentModel.class),
        runs.modelEvents(),
        PlanEvents.of(SegmentModel.class, Labels.OF_SEGMENT_MODELS, context));
  }

  @Override
  public UpdateControl<SegmentModel> reconcile(SegmentModel model, Context<SegmentModel> context) {
    Compilation compilation =
        PlanCompiler.compile(model, workspaces.of(model.getMetadata().getNamespace()));
    OwnerPass pass =
        keeper.pass(RunOwner.of(model), OwnerMemory.of(model.getStatus()), compilation, context);
    SegmentModelStatus status = SegmentModelStatusRules.statusFor(model, pass);
    OwnerTransitions.of(model, model.getStatus(), status).ifPresent(events::record);
    return StatusWrite.perform(
        STATUS.of(model, status),
        model,
        pass.lookAgain(),
        (seen, answer) -> new SpecOrRequestChanged().accept(answer, seen),
        context);
  }

  @Override
  public ErrorStatusUpdateControl<SegmentModel> updateErrorStatus(
      SegmentModel model, Context<SegmentModel> context, Exception exception) {
    SegmentModelStatus status =
        SegmentModelStatusRules.afterError(model, Surprise.verdict(exception), clock.instant());
    OwnerTransitions.of(model, model.getStatus(), status).ifPresent(events::record);
    return STATUS.afterError(model, status);
  }
}
