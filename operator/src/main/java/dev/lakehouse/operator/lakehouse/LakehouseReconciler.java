package dev.lakehouse.operator.lakehouse;

import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.LakehouseStatus;
import dev.lakehouse.operator.error.Problem;
import dev.lakehouse.operator.error.Surprise;
import dev.lakehouse.operator.events.EventRecorder;
import dev.lakehouse.operator.events.Transition;
import dev.lakehouse.operator.naming.Labels;
import dev.lakehouse.operator.status.StatusPatch;
import dev.lakehouse.operator.workspace.Workspaces;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
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
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Lakehouse: checks, the jobs' identity (ServiceAccount, Role, RoleBinding), status. */
@ControllerConfiguration(
    name = "lakehouse",
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
      @Dependent(
          type = JobsServiceAccountDependent.class,
          useEventSourceWithName = LakehouseReconciler.SERVICE_ACCOUNTS),
      @Dependent(name = LakehouseReconciler.ROLE, type = JobsRoleDependent.class),
      // Whether the operator holds what it grants can't be said of a Role that is not there yet.
      @Dependent(type = JobsRoleBindingDependent.class, dependsOn = LakehouseReconciler.ROLE)
    })
public class LakehouseReconciler implements Reconciler<Lakehouse> {
  static final String SERVICE_ACCOUNTS = "service-accounts";
  static final String ROLE = "role";

  private static final StatusPatch<Lakehouse, LakehouseStatus> STATUS =
      new StatusPatch<>(Lakehouse::new, UnaryOperator.identity());

  private final Workspaces workspaces;
  private final EventRecorder events;
  private final Clock clock;

  /** All it needs. */
  public LakehouseReconciler(Workspaces workspaces, EventRecorder events, Clock clock) {
    this.workspaces = workspaces;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, Lakehouse>> prepareEventSources(
      EventSourceContext<Lakehouse> context) {
    var serviceAccounts =
        InformerEventSourceConfiguration.from(ServiceAccount.class, Lakehouse.class)
            .withName(SERVICE_ACCOUNTS)
            .withNamespacesInheritedFromController()
            .withSecondaryToPrimaryMapper(new JobsServiceAccountOwners(workspaces))
            .build();
    return List.of(
        workspaces.eventSource(Lakehouse.class),
        new InformerEventSource<>(serviceAccounts, context));
  }

  @Override
  public UpdateControl<Lakehouse> reconcile(Lakehouse lakehouse, Context<Lakehouse> context) {
    LakehouseObserved observed = LakehouseObserved.of(lakehouse, workspaces);
    Optional<Problem> problem = LakehouseChecks.firstProblem(lakehouse);
    if (problem.isEmpty()) {
      context
          .managedWorkflowAndDependentResourceContext()
          .reconcileManagedWorkflow()
          .throwAggregateExceptionIfErrorsPresent();
    }
    Instant now = clock.instant();
    LakehouseStatus status = LakehouseStatusRules.statusFor(lakehouse, observed, problem, now);
    tell(lakehouse, status);
    return STATUS.of(lakehouse, status);
  }

  @Override
  public ErrorStatusUpdateControl<Lakehouse> updateErrorStatus(
      Lakehouse lakehouse, Context<Lakehouse> context, Exception exception) {
    LakehouseStatus status =
        LakehouseStatusRules.afterError(lakehouse, Surprise.verdict(exception), clock.instant());
    tell(lakehouse, status);
    return STATUS.afterError(lakehouse, status);
  }

  private void tell(Lakehouse lakehouse, LakehouseStatus status) {
    Transition.ofReady(lakehouse, lakehouse.getStatus(), status).ifPresent(events::record);
  }
}
