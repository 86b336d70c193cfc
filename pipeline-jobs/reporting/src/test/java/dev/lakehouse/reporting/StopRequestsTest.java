package dev.lakehouse.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lakehouse.plan.JobArguments;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StopRequestsTest {
  private final RecordingApiServer server = new RecordingApiServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private StopWatch watching() {
    Config config = new ConfigBuilder(Config.empty()).withMasterUrl(server.url()).build();
    return Reporters.stopRequests(
        ReportTarget.of("LakehouseRun/crm/sales-4"), config, Duration.ofMillis(20));
  }

  @Test
  void theRunsAnnotationAsksAndAnApiServerThatFailsDoesNot() {
    server.stores("{\"metadata\": {\"annotations\": {\"lakehouse.dev/cause\": \"NewPlan\"}}}");
    try (StopWatch watch = watching()) {
      await().until(() -> server.accepted().size() >= 2);
      assertThat(watch.asked()).isFalse();
      assertThat(server.accepted().get(0).path())
          .as("where a job may read")
          .endsWith("/namespaces/crm/lakehouseruns/sales-4/status");
      server.fail(503);
      await().until(() -> server.requests().stream().anyMatch(asked -> asked.answer() == 503));
      assertThat(watch.asked()).isFalse();
      server.stores(
          "{\"metadata\": {\"annotations\": {\"lakehouse.dev/stop\":"
              + " \"2026-05-01T00:00:00Z spec.suspend is true\"}}}");
      server.fail(0);
      await().until(watch::asked);
    }
  }

  @Test
  void aJobThatReportsToNobodyIsAskedByNobody() {
    try (StopWatch watch =
        Reporters.stopRequests(JobArguments.of("plan.json", null, null, null, List.of()))) {
      assertThat(watch.asked()).isFalse();
    }
  }
}
