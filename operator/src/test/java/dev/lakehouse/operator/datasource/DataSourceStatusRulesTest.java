package dev.lakehouse.operator.datasource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.DataSourceStatus;
import dev.lakehouse.operator.Specs;
import dev.lakehouse.plan.progress.IngestionStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DataSourceStatusRulesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");

  private final DataSource stream = Specs.dataSource(Specs.STREAM);
  private final DataSource table = Specs.dataSource(Specs.TABLE);

  private static DataSourceStatus status(DataSource source, DataSourceObserved observed) {
    return DataSourceStatusRules.statusFor(
        source, observed, SourceRuns.NONE, Freshness.of(source, NOW), NOW);
  }

  private static Condition condition(DataSourceStatus status, String type) {
    return status.condition(type).orElseThrow();
  }

  private static void report(DataSource source, String reason, String message, String commit) {
    IngestionStatus ingestion =
        new IngestionStatus(1L, 1L, 0L, commit, commit, null, null, null, reason, message);
    source.setStatus(
        new DataSourceStatus(
            1L, null, null, null, null, ingestion, null, null, null, null, null, null));
  }

  private Deployment deployment(int available) {
    return new DeploymentBuilder(ConsumerResources.deployment(stream, Observations.inputs(stream)))
        .editMetadata()
        .withGeneration(3L)
        .endMetadata()
        .withNewStatus()
        .withObservedGeneration(3L)
        .withAvailableReplicas(available)
        .endStatus()
        .build();
  }

  private CronJob cronJob() {
    return IngestionResources.cronJob(table, Observations.inputs(table));
  }

  private static Job ended(String name, String created, String type) {
    return new JobBuilder()
        .withNewMetadata()
        .withName(name)
        .withCreationTimestamp(created)
        .endMetadata()
        .withNewStatus()
        .addNewCondition()
        .withType(type)
        .withStatus("True")
        .withMessage("BackoffLimitExceeded")
        .endCondition()
        .endStatus()
        .build();
  }

  @Test
  void withoutItsLakehouseItWaits() {
    DataSourceStatus status = status(stream, Observations.withoutLakehouse(stream));
    assertThat(condition(status, "Ready").reason()).isEqualTo("LakehouseNotFound");
    assertThat(condition(status, "SpecValid").status()).isEqualTo("False");
    assertThat(condition(status, "Ingesting").reason()).isEqualTo("NotStarted");
  }

  @Test
  void withoutItsSecretItSaysWhich() {
    DataSourceStatus status = status(table, Observations.withoutSecret(table));
    assertThat(condition(status, "SpecValid").status()).isEqualTo("True");
    assertThat(condition(status, "Ready").reason()).isEqualTo("SecretMissing");
    assertThat(condition(status, "SourceReady").message()).contains("crm-db");
  }

  @Test
  void beforeTheFirstReportReadyIsUnknown() {
    DataSourceStatus status =
        status(stream, Observations.valid(stream, Observations.consumer(deployment(1))));
    assertThat(condition(status, "Ingesting").status()).isEqualTo("True");
    assertThat(condition(status, "Ready").status()).isEqualTo("Unknown");
    assertThat(condition(status, "Ready").reason()).isEqualTo("AwaitingFirstReport");
    assertThat(status.table()).isEqualTo("bronze.orders");
  }

  @Test
  void aConsumerThatReportsAndRunsIsReady() {
    report(stream, null, null, "2026-01-01T09:59:00Z");
    DataSourceStatus status =
        status(stream, Observations.valid(stream, Observations.consumer(deployment(1))));
    assertThat(condition(status, "Ready").status()).isEqualTo("True");
    assertThat(status.ingestion()).as("the job's own").isNull();
  }

  @Test
  void anOldStatusOfTheDeploymentIsNotBelieved() {
    report(stream, null, null, "2026-01-01T09:59:00Z");
    Deployment changed =
        deployment(1).edit().editMetadata().withGeneration(4L).endMetadata().build();
    DataSourceStatus status =
        status(stream, Observations.valid(stream, Observations.consumer(changed)));
    assertThat(condition(status, "Ingesting").reason()).isEqualTo("Starting");
  }

  @Test
  void aConsumerThatCanNotStartIsToldInKubernetesWords() {
    Deployment stuck =
        deployment(0)
            .edit()
            .editStatus()
            .addNewCondition()
            .withType("ReplicaFailure")
            .withStatus("True")
            .withMessage("exceeded quota")
            .endCondition()
            .endStatus()
            .build();
    DataSourceStatus status =
        status(stream, Observations.valid(stream, Observations.consumer(stuck)));
    assertThat(condition(status, "Ready").reason()).isEqualTo("ConsumerUnavailable");
    assertThat(condition(status, "Ready").message()).contains("exceeded quota");
  }

  @Test
  void whatTheJobSaysOfTheSourceStandsInSourceReady() {
    report(stream, "SourceNotFound", "stream orders does not exist in eu-west-1; create it", null);
    DataSourceStatus status =
        status(stream, Observations.valid(stream, Observations.consumer(deployment(1))));
    assertThat(condition(status, "SourceReady").reason()).isEqualTo("SourceNotFound");
    assertThat(condition(status, "Ready").message()).contains("stream orders does not exist");
    assertThat(condition(status, "Ingesting").status()).isEqualTo("True");
  }

  @Test
  void whatTheJobSaysOfItselfStandsInIngesting() {
    report(table, "PlanUnsupported", "format 2; set workloads.image", null);
    DataSourceStatus status =
        status(table, Observations.valid(table, Observations.schedule(cronJob())));
    assertThat(condition(status, "Ingesting").reason()).isEqualTo("PlanUnsupported");
    assertThat(condition(status, "SourceReady").status()).isEqualTo("Unknown");
    assertThat(condition(status, "Ready").reason()).isEqualTo("PlanUnsupported");
  }

  @Test
  void onlyTheNewestJobCounts() {
    report(table, null, null, "2026-01-01T09:59:00Z");
    Job failed = ended("customers-ingest-1", "2026-01-01T09:00:00Z", "Failed");
    Job complete = ended("customers-ingest-2", "2026-01-01T09:15:00Z", "Complete");
    DataSourceStatus good =
        status(
            table, Observations.valid(table, Observations.schedule(cronJob(), failed, complete)));
    assertThat(condition(good, "Ready").status()).isEqualTo("True");
    Job again = ended("customers-ingest-3", "2026-01-01T09:30:00Z", "Failed");
    DataSourceStatus bad =
        status(table, Observations.valid(table, Observations.schedule(cronJob(), complete, again)));
    assertThat(condition(bad, "Ready").reason()).isEqualTo("IngestionFailed");
    assertThat(condition(bad, "Ready").message()).contains("logs job/customers-ingest-3");
  }

  @Test
  void lateDataIsNotFreshButReadyAndStaleDataIsNeither() {
    DataSource fresh =
        Specs.dataSource(Specs.STREAM + "  freshness: {warnAfter: 15m, failAfter: 1h}\n");
    report(fresh, null, null, "2026-01-01T09:30:00Z");
    DataSourceObserved observed = Observations.valid(fresh, Observations.consumer(deployment(1)));
    assertThat(condition(status(fresh, observed), "Fresh").reason()).isEqualTo("Late");
    assertThat(condition(status(fresh, observed), "Ready").status()).isEqualTo("True");
    report(fresh, null, null, "2026-01-01T08:30:00Z");
    assertThat(condition(status(fresh, observed), "Ready").reason()).isEqualTo("Stale");
  }

  @Test
  void aSuspendedSourceDoesWhatItsSpecSays() {
    DataSource suspended = Specs.dataSource(Specs.STREAM + "  suspend: true\n");
    DataSourceStatus status =
        status(suspended, Observations.valid(suspended, Observations.consumer(deployment(0))));
    assertThat(condition(status, "Ready").status()).isEqualTo("True");
    assertThat(condition(status, "Ready").reason()).isEqualTo("Suspended");
    assertThat(condition(status, "Ingesting").status()).isEqualTo("False");
  }

  @Test
  void aSleepingStreamIsReadyAndSaysWhenItIsLookedAt() {
    report(stream, null, null, "2026-01-01T09:59:00Z");
    ScaleMemory asleep =
        new ScaleMemory(
                1,
                ScaleRule.STARTED,
                "",
                NOW.minusSeconds(60),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())
            .asleep(ScaleRule.IDLE, "Nothing came since noon.", NOW, NOW.plusSeconds(600));
    DataSourceObserved valid = Observations.valid(stream, Observations.consumer(deployment(0)));
    DataSourceObserved observed =
        new DataSourceObserved(
            valid.compilation(),
            valid.inputs(),
            List.of(),
            List.of(),
            Optional.of(asleep),
            valid.children());
    DataSourceStatus status = status(stream, observed);
    assertThat(condition(status, "Ready").status()).isEqualTo("True");
    assertThat(condition(status, "Ingesting").reason()).isEqualTo("Idle");
    assertThat(condition(status, "Ingesting").message())
        .contains("Nothing came since noon.", NOW.plusSeconds(600).toString());
    assertThat(status.scaling().replicas()).isZero();
  }

  @Test
  void theStatusOfAnUnchangedWorldIsTheSame() {
    report(stream, null, null, "2026-01-01T09:59:00Z");
    DataSourceObserved observed = Observations.valid(stream, Observations.consumer(deployment(1)));
    DataSourceStatus first = status(stream, observed);
    stream.setStatus(
        new DataSourceStatus(
            first.observedGeneration(),
            first.conditions(),
            first.source(),
            first.table(),
            first.lag(),
            stream.getStatus().ingestion(),
            null,
            null,
            null,
            null,
            null,
            null));
    DataSourceStatus second =
        DataSourceStatusRules.statusFor(
            stream, observed, SourceRuns.NONE, Optional.empty(), NOW.plusSeconds(3600));
    assertThat(second).isEqualTo(first);
    assertThat(List.of(second.conditions())).isNotEmpty();
  }
}
