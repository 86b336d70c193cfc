package dev.lakehouse.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.progress.IngestionStatus;
import dev.lakehouse.plan.progress.JobOutcome;
import dev.lakehouse.plan.progress.JobReporter;
import dev.lakehouse.plan.progress.StepStatus;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KubernetesReporterTest {
  private final RecordingApiServer server = new RecordingApiServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private JobReporter reporterTo(String target) {
    Config config = new ConfigBuilder(Config.empty()).withMasterUrl(server.url()).build();
    return Reporters.kubernetes(ReportTarget.of(target), config);
  }

  @Test
  void appliesStepsAndOutcomeOfARunTogether() {
    try (JobReporter reporter = reporterTo("LakehouseRun/crm/customer-360-7")) {
      reporter.steps(List.of(StepStatus.running("silver.orders", "2026-01-01T00:00:00Z")));
      await().until(() -> !server.accepted().isEmpty());
      reporter.outcome(JobOutcome.failure(2, FailureReason.EXPECTATION_FAILED, "not positive"));
    }
    RecordingApiServer.Request last = server.accepted().get(server.accepted().size() - 1);
    assertThat(last.method()).isEqualTo("PATCH");
    assertThat(last.path())
        .isEqualTo(
            "/apis/lakehouse.dev/v1alpha1/namespaces/crm/lakehouseruns/customer-360-7/status");
    assertThat(last.contentType()).startsWith("application/apply-patch+yaml");
    assertThat(last.query()).contains("fieldManager=lakehouse-job").contains("force=true");
    assertThat(last.body().path("apiVersion").asText()).isEqualTo("lakehouse.dev/v1alpha1");
    assertThat(last.body().path("kind").asText()).isEqualTo("LakehouseRun");
    assertThat(last.body().path("metadata").toString())
        .isEqualTo("{\"name\":\"customer-360-7\",\"namespace\":\"crm\"}");
    assertThat(last.body().path("status").toString())
        .isEqualTo(
            "{\"steps\":[{\"name\":\"silver.orders\",\"state\":\"Running\",\"startTime\":\"2026-01-01T00:00:00Z\"}],"
                + "\"outcome\":{\"succeeded\":false,\"attempt\":2,\"reason\":\"ExpectationFailed\",\"message\":\"not positive\"}}");
  }

  @Test
  void appliesIngestionOfADataSourceOnly() {
    try (JobReporter reporter = reporterTo("DataSource/crm/orders")) {
      reporter.outcome(JobOutcome.success(null));
      reporter.ingestion(ingested(4));
    }
    assertThat(server.accepted().get(0).path())
        .isEqualTo("/apis/lakehouse.dev/v1alpha1/namespaces/crm/datasources/orders/status");
    assertThat(server.lastAcceptedStatus().toString())
        .isEqualTo("{\"ingestion\":{\"version\":4,\"rows\":40}}");
  }

  @Test
  void aReportOfTroubleKeepsWhatWasToldOfTheTable() {
    server.stores(
        "{\"status\":{\"ingestion\":{\"version\":3,\"rows\":30,\"reason\":\"Unexpected\"}}}");
    try (JobReporter reporter = reporterTo("DataSource/crm/orders")) {
      reporter.steps(List.of(StepStatus.pending("bronze.orders")));
      reporter.ingestion(
          new IngestionStatus(
              null, null, null, null, null, null, null, null, "SourceUnreachable", "no route"));
    }
    assertThat(server.lastAcceptedStatus().path("ingestion").toString())
        .isEqualTo(
            "{\"reason\":\"SourceUnreachable\",\"message\":\"no route\",\"version\":3,\"rows\":30}");
    assertThat(server.accepted())
        .extracting(RecordingApiServer.Request::method)
        .containsExactly("GET", "PATCH");
  }

  @Test
  void sendsOnlyTheNewestOfManyStates() {
    CountDownLatch firstHeld = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    server.beforeAnswer(
        () -> {
          firstHeld.countDown();
          awaitQuietly(release);
        });
    try (JobReporter reporter = reporterTo("DataSource/crm/orders")) {
      reporter.ingestion(ingested(0));
      awaitQuietly(firstHeld);
      for (int version = 1; version <= 1_000; version++) {
        reporter.ingestion(ingested(version));
      }
      release.countDown();
    }
    assertThat(server.requests()).hasSize(2);
    assertThat(server.lastAcceptedStatus().at("/ingestion/version").asInt()).isEqualTo(1_000);
  }

  @Test
  void triesAgainWithTheNewestStateAfterAnError() {
    server.fail(500);
    try (JobReporter reporter = reporterTo("DataSource/crm/orders")) {
      server.beforeAnswer(
          () -> {
            if (server.requests().size() == 1) {
              reporter.ingestion(ingested(2));
            } else {
              server.fail(0);
            }
          });
      reporter.ingestion(ingested(1));
      await().until(() -> !server.accepted().isEmpty());
      assertThat(server.lastAcceptedStatus().at("/ingestion/version").asInt()).isEqualTo(2);
    }
  }

  @Test
  void deliversTheOutcomeOnCloseEvenWhenTheServerFailsAtFirst() {
    server.fail(503);
    JobReporter reporter = reporterTo("LakehouseRun/crm/customer-360-7");
    reporter.steps(List.of(StepStatus.pending("silver.orders")));
    await().until(() -> !server.requests().isEmpty());
    reporter.outcome(JobOutcome.success(1));
    server.beforeAnswer(() -> server.fail(0));
    reporter.close();
    assertThat(server.lastAcceptedStatus().at("/outcome/succeeded").asBoolean()).isTrue();
    assertThat(server.lastAcceptedStatus().at("/steps/0/state").asText()).isEqualTo("Pending");
  }

  @Test
  void neitherBlocksNorThrowsWhenNobodyListens() {
    JobReporter reporter = reporterTo("LakehouseRun/crm/customer-360-7");
    server.close();
    for (int i = 0; i < 100; i++) {
      reporter.steps(List.of(StepStatus.pending("silver.orders")));
    }
    reporter.outcome(JobOutcome.success(1));
    reporter.close();
    reporter.steps(List.of());
    assertThat(server.accepted()).isEmpty();
  }

  private static IngestionStatus ingested(long version) {
    return new IngestionStatus(
        version, 10 * version, null, null, null, null, null, null, null, null);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
