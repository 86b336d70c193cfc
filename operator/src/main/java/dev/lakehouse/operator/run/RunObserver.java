package dev.lakehouse.operator.run;

import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.LakehouseRunStatus;
import dev.lakehouse.compiler.Compilation;
import dev.lakehouse.compiler.PlanCompiler;
import dev.lakehouse.compiler.Violation;
import dev.lakehouse.operator.spark.ApplicationState;
import dev.lakehouse.operator.workspace.Workspaces;
import dev.lakehouse.plan.RunPlan;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Reads everything a pass over a run needs, from caches. The API server is asked only before
 * something is declared lost or unsaid, since a cache may lag.
 */
final class RunObserver {
  private final KubernetesClient client;
  private final Workspaces workspaces;
  private final Attempts attempts;
  private final AdmittedPlans plans;
  private final Clock clock;

  RunObserver(KubernetesClient client, Workspaces workspaces, Attempts attempts, Clock clock) {
    this.client = client;
    this.workspaces = workspaces;
    this.attempts = attempts;
    this.plans = new AdmittedPlans(client, workspaces);
    this.clock = clock;
  }

  RunFacts observe(LakehouseRun observed) {
    LakehouseRun run = withVersions(observed);
    Optional<RunOwner> owner = RunMarks.ended(run) ? Optional.empty() : owner(run);
    Optional<Lakehouse> lakehouse =
        owner.flatMap(
            found -> workspaces.lakehouse(run.getMetadata().getNamespace(), found.lakehouse()));
    Optional<ApplicationState> application = application(run);
    return new RunFacts(
        application.filter(ApplicationState::ended).isPresent() ? withLastWords(run) : run,
        owner,
        lakehouse,
        lakehouse.filter(found -> attempts.canMake(owner.get(), found)).isPresent(),
        plan(run, owner),
        violations(run, owner),
        application,
        clock.instant());
  }

  /** A rollback to another run is one to the versions of its tables. */
  private LakehouseRun withVersions(LakehouseRun run) {
    Optional<String> other = RunMarks.ended(run) ? Optional.empty() : RollbackTarget.named(run);
    return other
        .map(
            name ->
                RollbackTarget.resolved(
                    run,
                    Optional.ofNullable(
                        client
                            .resources(LakehouseRun.class)
                            .inNamespace(run.getMetadata().getNamespace())
                            .withName(name)
                            .get())))
        .orElse(run);
  }

  /** The owner a run names. */
  private Optional<RunOwner> owner(LakehouseRun run) {
    String namespace = run.getMetadata().getNamespace();
    RunTarget target = RunTarget.of(run);
    return switch (target.kind()) {
      case PIPELINE -> workspaces.pipeline(namespace, target.name()).map(RunOwner::of);
      case MODEL -> workspaces.segmentModel(namespace, target.name()).map(RunOwner::of);
      case SOURCE ->
          workspaces
              .dataSource(namespace, target.name())
              .map(RunOwner::of)
              .map(source -> source.executing(run));
    };
  }

  /** Only when an attempt is to be made, or the steps to be written down. */
  private Optional<RunPlan> plan(LakehouseRun run, Optional<RunOwner> owner) {
    boolean attemptUnderWay =
        run.getStatus() != null
            && run.getStatus().attempt() != null
            && run.getStatus().retryTime() == null;
    return attemptUnderWay
        ? Optional.empty()
        : owner.flatMap(
            found ->
                RunMarks.admission(run)
                    .flatMap(admission -> plans.find(found.resource(), admission.plan())));
  }

  /** What is wrong with a person's run, as long as it waits for its turn. */
  private List<Violation> violations(LakehouseRun run, Optional<RunOwner> owner) {
    List<String> fullRefresh = run.getSpec().fullRefresh();
    Optional<Violation> rollback = RollbackTarget.violation(run);
    if (rollback.isPresent() && owner.isPresent() && RunMarks.admission(run).isEmpty()) {
      return List.of(rollback.get());
    }
    boolean nothingToCheck =
        run.getSpec().dataSourceRef() == null
            && run.getSpec().rollbackTo() == null
            && run.getSpec().releaseQuarantine() == null
            && (fullRefresh == null || fullRefresh.isEmpty());
    return nothingToCheck || owner.isEmpty() || RunMarks.admission(run).isPresent()
        ? List.of()
        : plans.compile(owner.get().resource()) instanceof Compilation.Compiled compiled
            ? PlanCompiler.check(run.getSpec(), compiled.plan())
            : List.of();
  }

  private Optional<ApplicationState> application(LakehouseRun run) {
    LakehouseRunStatus status = run.getStatus();
    if (RunMarks.ended(run) || status == null || status.application() == null) {
      return Optional.empty();
    }
    return attempts
        .state(run, status.application())
        .or(
            () ->
                status.retryTime() == null
                    ? attempts.stateNow(run, status.application())
                    : Optional.empty());
  }

  /**
   * The run as it is on the API server when its application ended before the job's own words were
   * seen: a job speaks before it ends, but the two come by different watches.
   */
  private LakehouseRun withLastWords(LakehouseRun run) {
    boolean spoken =
        run.getStatus().outcome() != null
            && run.getStatus().attempt().equals(run.getStatus().outcome().attempt());
    if (spoken) {
      return run;
    }
    LakehouseRun now = client.resource(run).get();
    return now == null || now.getStatus() == null ? run : now;
  }
}
