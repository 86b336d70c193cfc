package dev.lakehouse.operator.datasource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.DataSourceStatus;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.operator.Specs;
import dev.lakehouse.operator.run.NextRun.Decision.Wait;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunTurnTest {
  private final DataSource table = Specs.dataSource(Specs.TABLE);
  private final CronJob cronJob = IngestionResources.cronJob(table, Observations.inputs(table));

  @Test
  void theScheduleIsHeldFromWhenARunIsAskedForUntilItHasEnded() {
    assertThat(RunTurn.isWanted(table, List.of())).isFalse();
    assertThat(RunTurn.isWanted(table, List.of(run("")))).isTrue();
    assertThat(RunTurn.isWanted(table, List.of(run("status: {phase: Running}")))).isTrue();
    assertThat(RunTurn.isWanted(table, List.of(run("status: {phase: Succeeded}")))).isFalse();
    assertThat(RunTurn.isWanted(table, List.of(run("status: {phase: Failed}")))).isFalse();
    LakehouseRun described = run("spec: {dataSourceRef: {name: customers}, mode: Plan}");
    assertThat(RunTurn.isWanted(table, List.of(described))).isFalse();
  }

  @Test
  void anAnnotationAsksForARunUntilItIsObeyed() {
    table.getMetadata().setAnnotations(Map.of("lakehouse.dev/run-now", "monday"));
    assertThat(RunTurn.isWanted(table, List.of())).isTrue();
    table.setStatus(
        new DataSourceStatus(
            1L, null, null, null, null, null, null, null, 1L, null, "monday", null));
    assertThat(RunTurn.isWanted(table, List.of())).isFalse();

    DataSource stream = Specs.dataSource(Specs.STREAM);
    stream.getMetadata().setAnnotations(Map.of("lakehouse.dev/run-now", "monday"));
    assertThat(RunTurn.isWanted(stream, List.of())).isFalse();
  }

  @Test
  void aHeldScheduleMakesNoJobs() {
    IngestionInputs inputs = Observations.inputs(table);
    IngestionInputs held =
        new IngestionInputs(
            inputs.compiled(),
            inputs.workloads(),
            inputs.secretVariables(),
            inputs.secretVersions(),
            true,
            1);
    assertThat(cronJob.getSpec().getSuspend()).isFalse();
    assertThat(IngestionResources.cronJob(table, held).getSpec().getSuspend()).isTrue();
    DataSourceObserved asked = Observations.wanted(table, Observations.schedule(cronJob), run(""));
    assertThat(InitialIngestion.decide(table, asked)).isEmpty();
  }

  @Test
  void aRunWaitsForTheJobOfTheScheduleThatReads() {
    assertThat(busy(List.of(job("tick-1", null)), List.of())).contains("tick-1");
    assertThat(busy(List.of(job("tick-1", "Complete")), List.of())).isEmpty();
    assertThat(busy(List.of(job("tick-1", "Failed")), List.of())).isEmpty();
  }

  @Test
  void aTickThatNoCacheKnowsYetIsSeen() {
    List<Job> ended = List.of(job("tick-1", "Complete"));
    assertThat(busy(ended, List.of(job("tick-2", null)))).contains("tick-2");
  }

  @Test
  void aStreamIsReplayedBesideItsConsumer() {
    DataSource stream = Specs.dataSource(Specs.STREAM);
    DataSourceObserved observed = Observations.wanted(stream, Observations.NO_CHILDREN, run(""));
    assertThat(RunTurn.busy(stream, observed, () -> List.of(job("tick-1", null)))).isEmpty();
  }

  private String busy(List<Job> cached, List<Job> now) {
    DataSourceObserved observed =
        Observations.wanted(
            table, Observations.schedule(cronJob, cached.toArray(Job[]::new)), run(""));
    Optional<Wait> busy = RunTurn.busy(table, observed, () -> now);
    return busy.map(Wait::message).orElse("");
  }

  private static Job job(String name, String end) {
    JobBuilder job = new JobBuilder().withNewMetadata().withName(name).endMetadata();
    return end == null
        ? job.build()
        : job.withNewStatus()
            .addNewCondition()
            .withType(end)
            .withStatus("True")
            .endCondition()
            .endStatus()
            .build();
  }

  private static LakehouseRun run(String fields) {
    String spec = fields.contains("spec:") ? "" : "spec: {dataSourceRef: {name: customers}}";
    return Serialization.unmarshal(
        """
        apiVersion: lakehouse.dev/v1alpha1
        kind: LakehouseRun
        metadata: {name: backfill, namespace: crm}
        %s
        %s
        """
            .formatted(spec, fields),
        LakehouseRun.class);
  }
}
