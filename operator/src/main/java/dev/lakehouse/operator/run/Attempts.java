package dev.lakehouse.operator.run;

import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.operator.spark.ApplicationRequest;
import dev.lakehouse.operator.spark.ApplicationState;
import dev.lakehouse.operator.spark.SparkApplications;
import dev.lakehouse.operator.spark.SparkBackend;
import java.util.Optional;

/** What executes the attempts of runs: SparkApplications, and Jobs where one pod is enough. */
final class Attempts {
  private final SparkApplications applications;
  private final RunJobs jobs;

  Attempts(SparkApplications applications, RunJobs jobs) {
    this.applications = applications;
    this.jobs = jobs;
  }

  /** Whether the cluster has what an attempt of that owner's runs needs. */
  boolean canMake(RunOwner owner, Lakehouse lakehouse) {
    return owner.execution() != RunOwner.Execution.SPARK_APPLICATION
        || applications.available(backend(lakehouse));
  }

  /** Makes the attempt, unless it is there. */
  SparkApplications.Creation create(RunOwner owner, Lakehouse lakehouse, ApplicationRequest asked) {
    return owner.execution() == RunOwner.Execution.SPARK_APPLICATION
        ? applications.create(backend(lakehouse), asked)
        : jobs.create(RunJobResources.job(owner, asked));
  }

  /** State of a run's attempt; empty: no cache knows it. */
  Optional<ApplicationState> state(LakehouseRun run, String name) {
    String namespace = run.getMetadata().getNamespace();
    return ofJob(run, () -> jobs.state(namespace, name))
        .or(() -> applications.state(namespace, name));
  }

  /** The same by asking the API server: before an attempt is declared lost. */
  Optional<ApplicationState> stateNow(LakehouseRun run, String name) {
    String namespace = run.getMetadata().getNamespace();
    return ofJob(run, () -> jobs.stateNow(namespace, name))
        .or(() -> applications.stateNow(namespace, name));
  }

  /** Deletes a run's attempt, if it is there. */
  void delete(LakehouseRun run, String name) {
    String namespace = run.getMetadata().getNamespace();
    if (ofJob(run, () -> jobs.state(namespace, name)).isPresent()) {
      jobs.delete(namespace, name);
    } else {
      applications.delete(namespace, name);
    }
  }

  /** A spec may change between two attempts: a source has attempts of both sorts, then. */
  private static Optional<ApplicationState> ofJob(
      LakehouseRun run, java.util.function.Supplier<Optional<ApplicationState>> state) {
    return RunTarget.of(run).kind() == RunTarget.Kind.SOURCE ? state.get() : Optional.empty();
  }

  private static SparkBackend backend(Lakehouse lakehouse) {
    return SparkBackend.of(lakehouse.getSpec().workloads().sparkBackend());
  }
}
