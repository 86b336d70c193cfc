package dev.lakehouse.operator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lakehouse.api.MedallionPipelineStatus;
import dev.lakehouse.api.RunPhase;
import dev.lakehouse.operator.cluster.ApiServer;
import dev.lakehouse.operator.cluster.RunningOperator;
import dev.lakehouse.plan.StopRequest;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Trigger continuous with a real API server; the test plays the driver and the Spark operator. */
@ExtendWith(ApiServer.class)
class ContinuousRunsIT {
  private static final String PIPELINE =
      RunsFixture.PIPELINE.replace(
          "trigger: {onNewData: {minInterval: 1ms}}", "trigger: {continuous: {minInterval: 2s}}");

  @RegisterExtension
  private static final RunningOperator OPERATOR = RunningOperator.of(RunsFixture::operator);

  private RunsFixture fixture;

  @BeforeEach
  void makeNamespace() {
    fixture = new RunsFixture();
  }

  /** The newest micro-batch of each table, as the driver tells it. */
  private static String steps(int batch, int version, String total) {
    return """
        steps: [
          {name: silver.orders, state: Succeeded, rows: 7, version: %d, inputs: {bronze.orders: %d},
           startTime: "2026-01-01T00:00:00Z", durationMillis: 1500,
           metrics: {batch: %d, lagSeconds: 2},
           expectations: [{name: positive, action: Warn, met: true, violations: 0}]},
          {name: gold.totals, %s,
           startTime: "2026-01-01T00:00:02Z", durationMillis: 500, metrics: {batch: %d}}]
        """
        .formatted(version, version, batch, total, batch);
  }

  private static String done(int batch, int version) {
    return steps(
        batch,
        version,
        "state: Succeeded, version: %d, inputs: {silver.orders: %d}".formatted(version, version));
  }

  private void goesOn(String run) {
    fixture.awaitApplication(RunsFixture.KUBEFLOW, run);
    fixture.spark(run, "RUNNING");
    fixture.report(run, "{" + done(1, 3) + "}");
    fixture.awaitPipeline("sales", "Ready", "True", "Ready");
  }

  private String awaitStopRequest(String run) {
    await()
        .until(
            () ->
                fixture.run(run).getMetadata().getAnnotations().get(StopRequest.ANNOTATION)
                    != null);
    return fixture.run(run).getMetadata().getAnnotations().get(StopRequest.ANNOTATION);
  }

  /** As a driver that was asked does after the micro-batch in flight. */
  private void ends(String run) {
    fixture.report(run, "{outcome: {succeeded: true, attempt: 1}, " + done(9, 9) + "}");
    fixture.spark(run, "COMPLETED");
    fixture.awaitRun(run, "Ready", "True", "Succeeded");
  }

  @Test
  void itTellsBatchByBatchAndANewPlanTakesOver() {
    fixture.applyAll(PIPELINE);
    goesOn("sales-1");
    assertThat(Serialization.asJson(fixture.awaitApplication(RunsFixture.KUBEFLOW, "sales-1")))
        .contains("\"--continuous\",\"PT2S\"");
    MedallionPipelineStatus status = fixture.pipeline("sales").getStatus();
    assertThat(status.lastRun().phase()).isEqualTo(RunPhase.RUNNING);
    assertThat(status.tables())
        .extracting(table -> table.name() + " " + table.version())
        .containsExactly("silver.orders 3", "gold.totals 3");
    fixture.awaitPipeline("sales", "Progressing", "True", "Running");
    fixture.awaitPipeline("sales", "QualityMet", "True", "Met");

    fixture.ingested("orders", 4);
    fixture.report(
        "sales-1",
        "{"
            + steps(
                2,
                4,
                "state: Failed, reason: ExpectationFailed, message: \"expectation has_rows: 0 rows\","
                    + " expectations: [{name: has_rows, action: Fail, met: false, violations: 1}]")
            + "}");
    assertThat(fixture.awaitPipeline("sales", "Ready", "False", "ExpectationFailed"))
        .contains("sales-1 goes on", "gold.totals", "has_rows");
    fixture.awaitPipeline("sales", "QualityMet", "False", "Failed");
    assertThat(fixture.pipeline("sales").getStatus().tables())
        .extracting(table -> table.name() + " " + table.version())
        .as("the old version is served")
        .containsExactly("silver.orders 4", "gold.totals 3");

    fixture.report("sales-1", "{" + done(3, 5) + "}");
    fixture.awaitPipeline("sales", "Ready", "True", "Ready");
    await().until(() -> "3 batches".equals(fixture.run("sales-1").getStatus().progress()));
    assertThat(fixture.runNames()).containsExactly("sales-1");

    fixture.apply(PIPELINE.replace("count(*) AS n", "count(*) AS n, 1 AS one"));
    assertThat(awaitStopRequest("sales-1")).contains("another plan");
    assertThat(fixture.awaitPipeline("sales", "Progressing", "True", "Stopping"))
        .contains("sales-1 ends after the micro-batch in flight");
    assertThat(fixture.runNames()).as("one at a time").containsExactly("sales-1");
    ends("sales-1");
    goesOn("sales-2");
    assertThat(fixture.applications()).containsExactly("sales-1", "sales-2");
  }

  @Test
  void suspendEndsItAndItComesBack() {
    fixture.applyAll(PIPELINE);
    goesOn("sales-1");
    fixture.apply(PIPELINE.replace("spec:", "spec:\n  suspend: true"));
    assertThat(awaitStopRequest("sales-1")).contains("suspend");
    ends("sales-1");
    fixture.awaitPipeline("sales", "Progressing", "False", "Suspended");
    fixture.apply(PIPELINE.replace("spec:", "spec:\n  suspend: false"));
    goesOn("sales-2");
  }

  @Test
  void aPersonsRunAndUpkeepInterruptItAndItComesBack() {
    fixture.applyAll(PIPELINE);
    goesOn("sales-1");
    fixture.apply(
        """
        apiVersion: lakehouse.dev/v1alpha1
        kind: LakehouseRun
        metadata: {name: again}
        spec: {pipelineRef: {name: sales}, fullRefresh: [silver.orders]}
        """);
    assertThat(awaitStopRequest("sales-1")).contains("run again waits");
    ends("sales-1");
    assertThat(Serialization.asJson(fixture.awaitApplication(RunsFixture.KUBEFLOW, "again")))
        .doesNotContain("--continuous");
    ends("again");
    goesOn("sales-3");

    fixture.apply(
        """
        apiVersion: lakehouse.dev/v1alpha1
        kind: LakehouseRun
        metadata: {name: upkeep}
        spec: {pipelineRef: {name: sales}, maintenance: true}
        """);
    assertThat(awaitStopRequest("sales-3")).contains("run upkeep waits");
    ends("sales-3");
    fixture.awaitApplication(RunsFixture.KUBEFLOW, "upkeep");
    ends("upkeep");
    fixture.awaitApplication(RunsFixture.KUBEFLOW, "sales-5");
  }

  @Test
  void anotherImageIsTakenByTheNextRunAndALostDriverByTheNextAttempt() {
    fixture.applyAll(PIPELINE);
    goesOn("sales-1");
    fixture.spark("sales-1", "FAILED");
    fixture.awaitRun("sales-1", "Progressing", "True", "Retrying");
    fixture.awaitApplication(RunsFixture.KUBEFLOW, "sales-1-r2");
    fixture.spark("sales-1-r2", "RUNNING");
    assertThat(fixture.pipeline("sales").getStatus().lastSuccess().name()).isEqualTo("sales-1");

    fixture.apply(RunsFixture.LAKEHOUSE.replace("lakehouse-jobs:dev", "lakehouse-jobs:next"));
    assertThat(awaitStopRequest("sales-1")).contains("what drivers are made of");
    fixture.report("sales-1", "{outcome: {succeeded: true, attempt: 2}, " + done(9, 9) + "}");
    fixture.spark("sales-1-r2", "COMPLETED");
    assertThat(Serialization.asJson(fixture.awaitApplication(RunsFixture.KUBEFLOW, "sales-2")))
        .contains("lakehouse-jobs:next");
  }
}
