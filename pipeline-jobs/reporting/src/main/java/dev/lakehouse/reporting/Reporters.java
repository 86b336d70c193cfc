package dev.lakehouse.reporting;

import dev.lakehouse.plan.JobArguments;
import dev.lakehouse.plan.progress.JobReporter;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.time.Duration;

/** Where a job's progress goes, as its arguments say. */
public final class Reporters {
  private static final int TIMEOUT_MILLIS = 5_000;

  private Reporters() {}

  /**
   * A reporter to the object that {@code --report-to} names, or to the log without it; what was
   * ingested goes to the one that {@code --ingestion-to} names, if there is one.
   *
   * @throws IllegalArgumentException when one of them is no KIND/NAMESPACE/NAME
   */
  public static JobReporter open(JobArguments arguments) {
    if (arguments.reportTo() == null) {
      return new LogReporter();
    }
    ReportTarget progress = ReportTarget.of(arguments.reportTo());
    if (arguments.continuous().isPresent()) {
      return new KubernetesReporter(
          progress, client(new ConfigBuilder().build()), DeliveryTiming.OF_MICRO_BATCHES);
    }
    if (arguments.ingestionTo() == null) {
      return kubernetes(progress, new ConfigBuilder().build());
    }
    ReportTarget ingestion = ReportTarget.of(arguments.ingestionTo());
    return new SplitReporter(
        kubernetes(progress, new ConfigBuilder().build()),
        kubernetes(ingestion, new ConfigBuilder().build()));
  }

  /**
   * The other replicas of this job: by Leases beside the object that {@code --report-to} names, by
   * files in a folder, or none.
   *
   * @param self this replica's name, in a cluster its pod's
   * @param folder where replicas without a cluster tell each other; null: nowhere
   * @param expiry after this time of silence a replica counts as gone
   */
  public static Peers peers(JobArguments arguments, String self, Path folder, Duration expiry) {
    if (folder != null) {
      return new FolderPeers(folder, self, expiry);
    }
    return arguments.reportTo() == null
        ? new NoPeers(self)
        : new LeasePeers(
            client(new ConfigBuilder().build()),
            ReportTarget.of(arguments.reportTo()),
            self,
            expiry);
  }

  /** Whether the LakehouseRun that {@code --report-to} names asks the job to stop. */
  public static StopWatch stopRequests(JobArguments arguments) {
    return arguments.reportTo() == null
        ? new NobodyAsks()
        : stopRequests(
            ReportTarget.of(arguments.reportTo()),
            new ConfigBuilder().build(),
            StopRequests.INTERVAL);
  }

  static StopWatch stopRequests(ReportTarget target, Config config, Duration interval) {
    return new StopRequests(client(config), target, interval);
  }

  private record NobodyAsks() implements StopWatch {
    @Override
    public boolean asked() {
      return false;
    }

    @Override
    public void close() {}
  }

  static KubernetesReporter kubernetes(ReportTarget target, Config config) {
    return new KubernetesReporter(target, client(config), DeliveryTiming.DEFAULT);
  }

  private static KubernetesClient client(Config config) {
    // The callers have their own retries: those of the client would hold back a newer state.
    Config bounded =
        new ConfigBuilder(config)
            .withRequestRetryBackoffLimit(0)
            .withRequestTimeout(TIMEOUT_MILLIS)
            .withConnectionTimeout(TIMEOUT_MILLIS)
            .build();
    return new KubernetesClientBuilder().withConfig(bounded).build();
  }
}
