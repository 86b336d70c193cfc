package dev.lakehouse.operator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.SegmentModel;
import dev.lakehouse.api.SegmentModelStatus;
import dev.lakehouse.operator.cluster.ApiServer;
import dev.lakehouse.operator.cluster.RunningOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Trainings: a pipeline's table starts them, and a refused model leaves the one before in use. */
@ExtendWith(ApiServer.class)
class SegmentModelRunsIT {
  private static final String MODEL =
      """
      apiVersion: lakehouse.dev/v1alpha1
      kind: SegmentModel
      metadata: {name: sales}
      spec:
        from: gold.totals
        key: id
        features: [{name: n}]
        algorithm: {kMeans: {}}
        retrain: {onNewData: {minInterval: 1ms}}
        output: {table: gold.segments}
        maintenance: {schedule: {cron: '0 0 1 1 *'}, vacuumAfter: 2d}
      """;

  @RegisterExtension
  private static final RunningOperator OPERATOR = RunningOperator.of(RunsFixture::operator);

  @Test
  void fromAPipelinesTableToAModelAndARefusedOne() {
    RunsFixture fixture = new RunsFixture();
    fixture.applyAll().apply(MODEL);
    fixture.awaitCondition(
        SegmentModel.class, "sales", "Progressing", "False", RunReasons.WAITING_FOR_DATA);
    pipelineCommits(fixture, "sales-1", 1);
    // A pipeline and a model of one name don't meet: this is the model's first run.
    fixture.awaitApplication(RunsFixture.KUBEFLOW, "sales-m1");
    fixture.report("sales-m1", training(1, 4, 0.61237, 1));
    fixture.spark("sales-m1", "COMPLETED");
    assertThat(fixture.awaitCondition(SegmentModel.class, "sales", "Trained", "True", "Trained"))
        .contains("4 segments", "0.612", "version 1");
    fixture.awaitCondition(SegmentModel.class, "sales", "Ready", "True", "Ready");

    fixture.ingested("orders", 2);
    pipelineCommits(fixture, "sales-2", 2);
    fixture.awaitApplication(RunsFixture.KUBEFLOW, "sales-m2");
    fixture.report(
        "sales-m2",
        """
        {outcome: {succeeded: false, attempt: 1, reason: GateFailed, message: "silhouette 0.2 is below 0.35"},
         steps: [{name: gold.segments, state: Failed, reason: GateFailed, message: "silhouette 0.2 is below 0.35",
                  inputs: {gold.totals: 2}, metrics: {silhouette: 0.2, segments: 3}}]}
        """);
    fixture.spark("sales-m2", "FAILED");
    assertThat(fixture.awaitCondition(SegmentModel.class, "sales", "Trained", "True", "GateFailed"))
        .contains("silhouette 0.2 is below 0.35", "sales-m1 stays in use");
    fixture.awaitCondition(SegmentModel.class, "sales", "Ready", "False", "GateFailed");
    SegmentModelStatus status = fixture.model("sales").getStatus();
    assertThat(status.segments()).isEqualTo(4);
    assertThat(status.trainedOn()).isEqualTo(1);
    assertThat(status.lastSequence()).isEqualTo(2);
    assertThat(status.nextMaintenanceTime()).endsWith("-01-01T00:00:00Z");
    upkeepChangesNoModel(fixture);
  }

  private static void upkeepChangesNoModel(RunsFixture fixture) {
    fixture.apply(
        """
        apiVersion: lakehouse.dev/v1alpha1
        kind: LakehouseRun
        metadata: {name: tidy}
        spec: {segmentModelRef: {name: sales}, maintenance: true}
        """);
    assertThat(
            fixture
                .awaitApplication(RunsFixture.KUBEFLOW, "tidy")
                .getAdditionalProperties()
                .get("spec")
                .toString())
        .contains("--maintain, PT48H");
    fixture.report(
        "tidy",
        """
        {outcome: {succeeded: true, attempt: 1},
         steps: [{name: gold.segments, state: Succeeded, metrics: {files: 12, filesRemoved: 11}}]}
        """);
    fixture.spark("tidy", "COMPLETED");
    assertThat(
            fixture.awaitCondition(SegmentModel.class, "sales", "Maintained", "True", "Succeeded"))
        .contains("Run tidy kept up 1 tables");
    SegmentModelStatus status = fixture.model("sales").getStatus();
    assertThat(status.segments()).isEqualTo(4);
    assertThat(status.lastRun().name()).isEqualTo("sales-m2");
    fixture.awaitCondition(SegmentModel.class, "sales", "Ready", "False", "GateFailed");
  }

  private static void pipelineCommits(RunsFixture fixture, String run, long version) {
    fixture.awaitApplication(RunsFixture.KUBEFLOW, run);
    fixture.report(
        run,
        """
        {outcome: {succeeded: true, attempt: 1},
         steps: [{name: silver.orders, state: Succeeded, version: %d, inputs: {bronze.orders: %d}},
                 {name: gold.totals, state: Succeeded, version: %d, inputs: {silver.orders: %d}}]}
        """
            .formatted(version, version, version, version));
    fixture.spark(run, "COMPLETED");
  }

  private static String training(int attempt, int segments, double silhouette, long version) {
    return """
    {outcome: {succeeded: true, attempt: %d},
     steps: [{name: gold.segments, state: Succeeded, rows: 10, version: 1, inputs: {gold.totals: %d},
              metrics: {silhouette: %s, segments: %d}}]}
    """
        .formatted(attempt, version, silhouette, segments);
  }
}
