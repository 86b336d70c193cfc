package dev.lakehouse.spark.segment;

import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.TestLake;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.junit.jupiter.api.Test;

class SegmentStepTest {
  private final TestLake lake = TestLake.create();

  private static Step.Segment step(Double minSilhouette, Double minShare) {
    return new Step.Segment(
        "gold.segments",
        List.of(),
        TableName.of("gold.features"),
        TableName.of("gold.segments"),
        "customer",
        List.of(
            new Step.Feature("monetary", "spent * 1.0"), new Step.Feature("frequency", "orders")),
        2,
        4,
        42,
        minSilhouette,
        minShare);
  }

  private void features() {
    lake.bronze(
        "gold.features",
        sql(
            "SELECT id AS customer, CASE WHEN id % 3 = 0 THEN 1000 + id WHEN id % 3 = 1 THEN 500 + id ELSE id END AS spent,"
                + " CASE WHEN id = 59 THEN NULL ELSE id % 3 * 10 END AS orders FROM range(60)"));
  }

  @Test
  void segmentsAreNumberedByTheFirstFeatureAndTheSameEachTime() {
    features();
    StepStatus status = lake.run(1L, step(0.5, 0.1)).ok().step("gold.segments");
    assertThat(status.metrics()).containsEntry("segments", 3.0).containsEntry("skippedRows", 1.0);
    assertThat(status.metrics().get("silhouette")).isGreaterThan(0.9);
    assertThat(lake.rows("gold.segments").schema().simpleString())
        .isEqualTo(
            "struct<customer:bigint,segment:int,monetary:double,frequency:double,trained_on:bigint>");
    assertThat(
            lake
                .rows("gold.segments")
                .groupBy("segment")
                .agg(
                    org.apache.spark.sql.functions.expr("min(customer % 3) = max(customer % 3)"),
                    org.apache.spark.sql.functions.expr("min(customer % 3)"))
                .orderBy("segment")
                .collectAsList()
                .stream()
                .map(Object::toString))
        .containsExactly("[0,true,0]", "[1,true,1]", "[2,true,2]");
    List<String> before = lake.values("gold.segments", "customer", "segment");
    lake.refreshing("gold.segments").run(2L, step(0.5, 0.1)).ok();
    assertThat(lake.values("gold.segments", "customer", "segment")).isEqualTo(before);
    assertThat(lake.version("gold.segments")).isEqualTo(1);
  }

  @Test
  void aGateKeepsTheModelOutAndSaysWhatWasMeasured() {
    features();
    TestLake.Outcome outcome = lake.run(1L, step(0.999, 0.9));
    assertThat(outcome.failure().orElseThrow().reason()).isEqualTo(FailureReason.GATE_FAILED);
    assertThat(outcome.failure().orElseThrow().message())
        .contains("silhouette is 0.9")
        .contains("minSegmentShare is 0.9");
    assertThat(outcome.step("gold.segments").metrics()).containsKey("silhouette");
    assertThat(lake.version("gold.segments")).isEqualTo(-1);
  }

  @Test
  void tooFewRowsAreADataError() {
    lake.bronze("gold.features", sql("SELECT 1 AS customer, 1 AS spent, 1 AS orders"));
    assertThat(lake.run(1L, step(null, null)).failure().orElseThrow().reason())
        .isEqualTo(FailureReason.DATA_INVALID);
  }

  @Test
  void theGreatestFirstFeatureIsSegmentZero() {
    Vector[] centers = {Vectors.dense(1, 9), Vectors.dense(3, 0), Vectors.dense(1, 10)};
    assertThat(KMeansSearch.segmentOfCluster(centers)).containsExactly(2, 0, 1);
  }
}
