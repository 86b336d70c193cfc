package dev.lakehouse.spark.cost;

import static dev.lakehouse.spark.Steps.gold;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.TestLake;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostMeterTest {
  private final TestLake lake = TestLake.create();

  private Step copy(String name, String of) {
    return gold(name, "SELECT DISTINCT id FROM " + of, List.of(of), List.of());
  }

  @Test
  void stepsThatRunSideBySideEachPayForTheirOwn() {
    lake.bronze("bronze.few", sql("SELECT id FROM range(10)"));
    lake.bronze("bronze.many", sql("SELECT id FROM range(5000)"));
    Step few = copy("few", "bronze.few");
    Step many = copy("many", "bronze.many");
    Step fails =
        gold(
            "fails", "SELECT 1 / (id - id) AS x FROM bronze.few", List.of("bronze.few"), List.of());
    TestLake.Outcome outcome = lake.run(1L, few, many, fails);

    assertThat(outcome.step("gold.few").metrics())
        .containsEntry(StepCost.ROWS_WRITTEN, 10.0)
        .containsEntry(StepCost.SPILL_BYTES, 0.0);
    assertThat(outcome.step("gold.many").metrics()).containsEntry(StepCost.ROWS_WRITTEN, 5000.0);
    // Delta reads its own log with Spark, too: some rows more.
    assertThat(outcome.step("gold.few").metrics().get(StepCost.ROWS_READ)).isBetween(10.0, 100.0);
    assertThat(outcome.step("gold.many").metrics().get(StepCost.ROWS_READ))
        .isBetween(5000.0, 5100.0);
    assertThat(outcome.step("gold.many").metrics().get(StepCost.EXECUTOR_SECONDS)).isPositive();
    assertThat(outcome.step("gold.many").metrics().get(StepCost.BYTES_WRITTEN))
        .isGreaterThan(outcome.step("gold.few").metrics().get(StepCost.BYTES_WRITTEN));
    assertThat(outcome.step("gold.fails").metrics())
        .as("what failed is paid, too")
        .containsKey(StepCost.EXECUTOR_SECONDS)
        .containsEntry(StepCost.ROWS_WRITTEN, 0.0);
  }
}
