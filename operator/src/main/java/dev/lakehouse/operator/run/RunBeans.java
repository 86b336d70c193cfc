package dev.lakehouse.operator.run;

import dev.lakehouse.operator.settings.OperatorSettings;
import dev.lakehouse.operator.spark.SparkApplications;
import dev.lakehouse.operator.workspace.Workspaces;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Set;

/** What the reconcilers of runs and of their owners share. */
@Singleton
public class RunBeans {
  @Produces
  @Singleton
  RunCache runs(KubernetesClient client, OperatorSettings settings, Clock clock) {
    return new RunCache(client, settings.watchedNamespaces().orElse(Set.of()), clock);
  }

  void stop(@Disposes RunCache runs) {
    runs.close();
  }

  @Produces
  @Singleton
  RunKeeper keeper(KubernetesClient client, Workspaces workspaces, RunCache runs, Clock clock) {
    return new RunKeeper(client, workspaces, runs, clock);
  }

  @Produces
  @Singleton
  RunJobs jobs(KubernetesClient client, OperatorSettings settings, Clock clock) {
    return new RunJobs(client, settings.watchedNamespaces().orElse(Set.of()), clock);
  }

  void stop(@Disposes RunJobs jobs) {
    jobs.close();
  }

  @Produces
  @Singleton
  SparkApplications applications(KubernetesClient client, OperatorSettings settings, Clock clock) {
    return new SparkApplications(client, settings.watchedNamespaces().orElse(Set.of()), clock);
  }

  void stop(@Disposes SparkApplications applications) {
    applications.close();
  }
}
