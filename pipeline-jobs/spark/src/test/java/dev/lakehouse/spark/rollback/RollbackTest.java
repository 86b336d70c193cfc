package dev.lakehouse.spark.rollback;

import static dev.lakehouse.spark.Steps.gold;
import static dev.lakehouse.spark.Steps.publish;
import static dev.lakehouse.spark.Steps.silver;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.StepStatus.State;
import dev.lakehouse.spark.CrashPoints;
import dev.lakehouse.spark.TestLake;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RollbackTest {
  private static final Step[] STEPS = {
    silver("orders", "bronze.orders", List.of("id"), "at"),
    gold(
        "totals",
        "SELECT count(*) AS n, sum(amount) AS s FROM silver.orders",
        List.of("silver.orders"),
        List.of("silver.orders")),
  };

  private final TestLake lake = TestLake.create();

  private void bronze(String values) {
    lake.bronze("bronze.orders", sql("SELECT * FROM VALUES " + values + " AS t(id, amount, at)"));
  }

  private Step[] back(Map<String, Long> versions) {
    Map<TableName, Long> named = new TreeMap<>();
    versions.forEach((table, version) -> named.put(TableName.of(table), version));
    return Rollback.of(lake.plan(STEPS), named).steps().toArray(Step[]::new);
  }

  private void twoRuns() {
    bronze("(1, 10, 1), (2, 20, 1)");
    lake.run(1L, STEPS).ok();
    bronze("(2, 99, 2), (3, 30, 1)");
    lake.run(2L, STEPS).ok();
    assertThat(lake.values("gold.totals", "n", "s")).containsExactly("3|139");
  }

  @Test
  void tablesGoBackInReverseOrderAndThePublishFollowsItsTable() {
    RunPlan plan =
        lake.plan(
            STEPS[0],
            STEPS[1],
            publish("gold.totals", "wh", "marts.totals", List.of("gold.totals"), "n"));
    RunPlan back =
        Rollback.of(
            plan, Map.of(TableName.of("silver.orders"), 0L, TableName.of("gold.totals"), 3L));
    assertThat(back.steps())
        .extracting(step -> step.id() + " <- " + step.dependsOn())
        .containsExactly(
            "gold.totals <- []",
            "gold.totals@wh <- [gold.totals]",
            "silver.orders <- [gold.totals]");
    assertThatThrownBy(() -> Rollback.of(plan, Map.of(TableName.of("gold.other"), 1L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gold.other");
  }

  @Test
  void whatComesBackIsTheTableAsItWasAndTheNextRunGoesOnFromThere() {
    twoRuns();
    lake.run(3L, back(Map.of("silver.orders", 0L, "gold.totals", 0L))).ok();
    assertThat(lake.values("silver.orders", "id", "amount")).containsExactly("1|10", "2|20");
    assertThat(lake.values("gold.totals", "n", "s")).containsExactly("2|30");
    // One commit each; and the watermark is that of run 1, so the second batch is read again.
    assertThat(lake.version("silver.orders")).isEqualTo(2);
    assertThat(lake.version("gold.totals")).isEqualTo(2);

    TestLake.Outcome next = lake.run(4L, STEPS).ok();
    assertThat(next.step("silver.orders").state()).isEqualTo(State.SUCCEEDED);
    assertThat(lake.values("silver.orders", "id", "amount"))
        .containsExactly("1|10", "2|99", "3|30");
    assertThat(lake.values("gold.totals", "n", "s")).containsExactly("3|139");
    assertThat(lake.run(5L, STEPS).ok().steps())
        .extracting(step -> step.state())
        .containsOnly(State.SKIPPED);
  }

  @Test
  void aDriverThatDiesOnTheWayBackGoesOnAndAnOlderRunIsKeptOut() {
    twoRuns();
    Step[] back = back(Map.of("silver.orders", 0L, "gold.totals", 0L));
    for (String point :
        List.of(
            "gold.totals:before-commit",
            "gold.totals:after-commit",
            "silver.orders:before-commit",
            "silver.orders:after-commit")) {
      TestLake copy = lake.copy();
      copy.crashing(
              at -> {
                if (at.equals(point)) {
                  throw new IllegalStateException("killed at " + at);
                }
              })
          .run(3L, back);
      copy.crashing(CrashPoints.NONE).run(3L, back).ok();
      assertThat(copy.values("silver.orders", "id", "amount"))
          .as(point)
          .containsExactly("1|10", "2|20");
      assertThat(copy.values("gold.totals", "n", "s")).as(point).containsExactly("2|30");
      assertThat(copy.version("silver.orders")).as(point).isEqualTo(2);
      assertThat(copy.version("gold.totals")).as(point).isEqualTo(2);
      assertThat(copy.run(2L, STEPS).failure().orElseThrow().reason())
          .as(point)
          .isEqualTo(FailureReason.FENCED);
    }
  }

  @Test
  void aVersionThatIsNotThereChangesNothing() throws Exception {
    twoRuns();
    TestLake.Outcome future = lake.run(3L, back(Map.of("gold.totals", 9L)));
    assertThat(future.failure().orElseThrow().message())
        .contains("has no version 9, its newest is 1");
    assertThat(lake.run(3L, back(Map.of("gold.totals", 1L))).ok().step("gold.totals").message())
        .isEqualTo("version 1 is the newest");
    sql("SET spark.databricks.delta.retentionDurationCheck.enabled = false");
    sql("VACUUM delta.`%s` RETAIN 0 HOURS".formatted(lake.table("gold.totals").path()));
    TestLake.Outcome vacuumed = lake.run(3L, back(Map.of("gold.totals", 0L)));
    assertThat(vacuumed.failure().orElseThrow().message()).contains("is gone. Nothing was changed");
    assertThat(lake.values("gold.totals", "n", "s")).containsExactly("3|139");
  }
}
