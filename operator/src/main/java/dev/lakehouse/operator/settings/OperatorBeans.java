package dev.lakehouse.operator.settings;

import dev.lakehouse.operator.datasource.DataSourceMeters;
import dev.lakehouse.operator.events.EventRecorder;
import dev.lakehouse.operator.pipeline.ExpectationMeters;
import dev.lakehouse.operator.pipeline.PipelineMeters;
import dev.lakehouse.operator.workspace.Workspaces;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Set;

/** What reconcilers share, wired from the settings. */
@Singleton
public class OperatorBeans {
  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  Workspaces workspaces(KubernetesClient client, OperatorSettings settings) {
    return new Workspaces(client, settings.watchedNamespaces().orElse(Set.of()));
  }

  void stop(@Disposes Workspaces workspaces) {
    workspaces.close();
  }

  @Produces
  @Singleton
  EventRecorder eventRecorder(KubernetesClient client, Clock clock) {
    return new EventRecorder(client, clock);
  }

  @Produces
  @Singleton
  DataSourceMeters dataSourceMeters(MeterRegistry registry, Clock clock) {
    return new DataSourceMeters(registry, clock);
  }

  @Produces
  @Singleton
  ExpectationMeters expectationMeters(MeterRegistry registry) {
    return new ExpectationMeters(registry);
  }

  @Produces
  @Singleton
  PipelineMeters pipelineMeters(MeterRegistry registry) {
    return new PipelineMeters(registry);
  }

  /**
   * The extension's own bean is given to the framework before it knows the registry, and counts
   * nothing from then on.
   */
  @Produces
  @Singleton
  Metrics metrics(MeterRegistry registry) {
    return MicrometerMetricsV2.newBuilder(registry).build();
  }

  /**
   * The framework counts events of primaries with an action and those of children without;
   * Prometheus refuses one name with two sets of tags, and the refusal would lose the event.
   */
  @Produces
  @Singleton
  MeterFilter oneSetOfTags() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        return id.getName().startsWith("events.received")
            ? id.replaceTags(
                id.getTags().stream().filter(tag -> !tag.getKey().equals("action")).toList())
            : id;
      }
    };
  }

  /** Null means none; only dependent beans may be. */
  @Produces
  @Dependent
  LeaderElectionConfiguration leaderElection(OperatorSettings settings) {
    OperatorSettings.LeaderElection election = settings.leaderElection();
    return election.enabled()
        ? new LeaderElectionConfiguration(
            election.leaseName(),
            election.leaseNamespace().orElse(null),
            election.leaseDuration(),
            election.renewDeadline(),
            election.retryPeriod(),
            null,
            new LeaderCallbacks(() -> {}, OperatorBeans::exit, leader -> {}),
            false)
        : null;
  }

  /**
   * Who lost the Lease must not go on. From a thread of its own: the framework's own exit is called
   * from within an orderly shutdown too, and waits there for itself for ever.
   */
  private static void exit() {
    Thread exit = new Thread(() -> System.exit(1), "lost-the-lease");
    exit.setDaemon(true);
    exit.start();
  }
}
