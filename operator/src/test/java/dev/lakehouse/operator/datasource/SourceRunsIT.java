package dev.lakehouse.operator.datasource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.RunPhase;
import dev.lakehouse.operator.Specs;
import dev.lakehouse.operator.cluster.ApiServer;
import dev.lakehouse.operator.cluster.RunningOperator;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs of DataSources against a real API server with its controllers. */
@ExtendWith(ApiServer.class)
class SourceRunsIT {
  private static final String BACKFILL =
      """
      apiVersion: lakehouse.dev/v1alpha1
      kind: LakehouseRun
      metadata: {name: may}
      spec:
        dataSourceRef: {name: customers}
        backfill: {from: "2026-05-01T00:00:00Z", to: "2026-06-01T00:00:00Z"}
      """;
  private static final String SUCCEEDED =
      "{steps: [{name: bronze.customers, state: Succeeded, rows: 3}],"
          + " outcome: {succeeded: true, attempt: %d}}";

  @RegisterExtension
  private static final RunningOperator OPERATOR = RunningOperator.of(SourceFixture::operator);

  private final SourceFixture fixture = new SourceFixture();

  @Test
  void aBackfillTakesItsTurnAndTheScheduleGoesOnAfterwards() {
    fixture.applySecret().apply(Specs.LAKEHOUSE, Specs.TABLE);
    fixture.awaitExists(Job.class, "customers-ingest-initial");

    fixture.apply(BACKFILL);
    await().until(() -> fixture.get(CronJob.class, "customers-ingest").getSpec().getSuspend());
    fixture.awaitCondition(LakehouseRun.class, "may", "Progressing=True Queued");
    assertThat(fixture.names(Job.class)).containsExactly("customers-ingest-initial");

    fixture.pod("customers-ingest-initial", "Succeeded");
    Job job = fixture.awaitExists(Job.class, "may");
    assertThat(job.getSpec().getTemplate().getSpec().getContainers().get(0).getArgs())
        .contains("--backfill-from", "2026-05-01T00:00:00Z", "--ingestion-to");
    String plan =
        job.getSpec().getTemplate().getSpec().getVolumes().get(0).getConfigMap().getName();
    assertThat(fixture.names(ConfigMap.class)).contains(plan);
    fixture.pod("may", "Running");
    await().until(() -> run("may").getStatus().runningTime() != null);
    assertThat(fixture.source("customers").getStatus().lastRun().name()).isEqualTo("may");
    assertThat(fixture.get(CronJob.class, "customers-ingest").getSpec().getSuspend()).isTrue();

    fixture.report("LakehouseRun", "may", SUCCEEDED.formatted(1));
    fixture.pod("may", "Succeeded");
    fixture.awaitCondition(LakehouseRun.class, "may", "Ready=True Succeeded");
    assertThat(run("may").getStatus().progress()).isEqualTo("1/1");
    await().until(() -> !fixture.get(CronJob.class, "customers-ingest").getSpec().getSuspend());
    await()
        .until(
            () -> fixture.source("customers").getStatus().lastRun().phase() == RunPhase.SUCCEEDED);
  }

  @Test
  void aPodThatIsLostIsRetriedAndAFailureOfDataIsNot() {
    fixture.applySecret().apply(Specs.LAKEHOUSE, Specs.TABLE);
    fixture.pod("customers-ingest-initial", "Succeeded");
    fixture.apply(BACKFILL);
    fixture.pod("may", "Failed");
    fixture.awaitCondition(LakehouseRun.class, "may", "Progressing=True Retrying");

    fixture.apply(BACKFILL.replace("name: may", "name: june"));
    assertThat(fixture.get(Job.class, "june")).isNull();
    await().until(() -> fixture.get(Job.class, "may-r2") != null);
    fixture.report(
        "LakehouseRun",
        "may",
        "{outcome: {succeeded: false, attempt: 2, reason: DataInvalid, message: 'row 7'}}");
    fixture.pod("may-r2", "Failed");
    assertThat(fixture.awaitCondition(LakehouseRun.class, "may", "Ready=False DataInvalid"))
        .contains("row 7");
    fixture.awaitExists(Job.class, "june");
  }

  @Test
  void deadLettersAreReplayedByAPodOfTheConsumerBesideTheStream() {
    fixture.apply(Specs.LAKEHOUSE.replace(", credentialsSecret: crm-db", ""), Specs.STREAM);
    fixture.apply(
        """
        apiVersion: lakehouse.dev/v1alpha1
        kind: LakehouseRun
        metadata: {name: replay}
        spec: {dataSourceRef: {name: orders}, replayDeadLetters: true}
        """,
        """
        apiVersion: lakehouse.dev/v1alpha1
        kind: LakehouseRun
        metadata: {name: nonsense}
        spec: {dataSourceRef: {name: orders}}
        """);
    assertThat(fixture.awaitCondition(LakehouseRun.class, "nonsense", "Ready=False InvalidSpec"))
        .contains("replayDeadLetters: true");
    Job job = fixture.awaitExists(Job.class, "replay");
    assertThat(job.getSpec().getTemplate().getSpec().getContainers().get(0).getImage())
        .isEqualTo("lakehouse/consumer:dev");
    assertThat(job.getSpec().getTemplate().getSpec().getContainers().get(0).getArgs())
        .contains("--replay-dead-letters", "LakehouseRun/" + fixture.namespace + "/replay");
    fixture.pod("replay", "Running");
    // As ReplayJob reports it.
    String told = "3 dead letters are rows of the table now, 1 are still unreadable";
    fixture.report(
        "LakehouseRun",
        "replay",
        ("{steps: [{name: bronze.orders, state: Succeeded, rows: 3, version: 8, message: '%s'}],"
                + " outcome: {succeeded: true, attempt: 1}}")
            .formatted(told));
    fixture.pod("replay", "Succeeded");
    fixture.awaitCondition(LakehouseRun.class, "replay", "Ready=True Succeeded");
    assertThat(run("replay").getStatus().progress()).isEqualTo("1/1");
    assertThat(run("replay").getStatus().steps())
        .singleElement()
        .satisfies(
            step -> {
              assertThat(step.rows()).isEqualTo(3);
              assertThat(step.version()).isEqualTo(8);
              assertThat(step.message()).isEqualTo(told);
            });
    assertThat(fixture.get(Deployment.class, "orders-ingest").getSpec().getReplicas())
        .as("the stream is read on meanwhile")
        .isEqualTo(1);
    assertThat(fixture.names(Job.class)).doesNotContain("nonsense");
  }

  @Test
  void aPersonCanHaveABatchSourceReadNow() {
    fixture.applySecret().apply(Specs.LAKEHOUSE, Specs.TABLE);
    fixture.pod("customers-ingest-initial", "Succeeded");
    fixture.annotate("customers", "lakehouse.dev/run-now", "monday");
    fixture.awaitExists(Job.class, "customers-d1");
    fixture.report("LakehouseRun", "customers-d1", SUCCEEDED.formatted(1));
    fixture.pod("customers-d1", "Succeeded");
    fixture.awaitCondition(LakehouseRun.class, "customers-d1", "Ready=True Succeeded");
    await().until(() -> "monday".equals(fixture.source("customers").getStatus().lastRunNow()));
    assertThat(fixture.names(LakehouseRun.class)).containsExactly("customers-d1");
  }

  @Test
  void aDistributedSourceIsReadBySparkApplicationsInsteadOfACronJob() {
    String distributed = Specs.TABLE + "  resources: {distributed: true}\n";
    fixture.applySecret().apply(Specs.LAKEHOUSE, Specs.TABLE);
    fixture.awaitExists(CronJob.class, "customers-ingest");
    fixture.apply(distributed);
    await().until(() -> fixture.get(CronJob.class, "customers-ingest") == null);
    fixture.awaitSpark("customers-d1");
    assertThat(fixture.names(Job.class)).doesNotContain("customers-d1");
    DataSource source = fixture.source("customers");
    assertThat(source.getStatus().nextRunTime()).isNotNull();

    fixture.report(
        "LakehouseRun",
        "customers-d1",
        "{outcome: {succeeded: false, attempt: 1, reason: DataInvalid, message: 'row 7'}}");
    fixture.spark("customers-d1", "FAILED");
    fixture.awaitCondition(LakehouseRun.class, "customers-d1", "Ready=False DataInvalid");
    fixture.awaitCondition(DataSource.class, "customers", "Ingesting=False DataInvalid");

    fixture.annotate("customers", "lakehouse.dev/run-now", "again");
    fixture.awaitSpark("customers-d2");
    fixture.report("LakehouseRun", "customers-d2", SUCCEEDED.formatted(1));
    fixture.spark("customers-d2", "COMPLETED");
    fixture.awaitCondition(LakehouseRun.class, "customers-d2", "Ready=True Succeeded");
    fixture.awaitCondition(DataSource.class, "customers", "Ingesting=True Scheduled");
  }

  private LakehouseRun run(String name) {
    return fixture.get(LakehouseRun.class, name);
  }
}
