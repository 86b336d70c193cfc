package dev.lakehouse.spark.forecast;

import static dev.lakehouse.spark.Steps.gold;
import static dev.lakehouse.spark.Steps.silver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.SilverDraft;
import dev.lakehouse.plan.SilverQuery;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.TestLake;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a run would do, told without doing it. */
class ForecastsTest {
  private static final Step.Silver ORDERS = silver("orders", "bronze.orders", List.of("id"), "n");
  private static final Step TOTALS =
      gold(
          "totals",
          "SELECT count(*) AS n FROM silver.orders",
          List.of("silver.orders"),
          List.of("silver.orders"));

  private final TestLake lake = TestLake.create();

  private void orders(String rows) {
    lake.bronze("bronze.orders", TestLake.sql("SELECT * FROM VALUES " + rows + " AS t(id, n)"));
  }

  private static String told(TestLake.Outcome outcome, String step) {
    StepStatus status = outcome.ok().step(step);
    return status.state() + " " + status.message();
  }

  @Test
  void aForecastSaysWhatRunsThenDo() {
    orders("(1, 1), (2, 2)");
    TestLake.Outcome first = lake.forecast(ORDERS, TOTALS);
    assertThat(told(first, "silver.orders"))
        .startsWith("SUCCEEDED Would be made anew from all of its input (")
        .endsWith("): it is made for the first time.");
    assertThat(told(first, "gold.totals"))
        .isEqualTo(
            "SUCCEEDED Would be made for the first time, once this run has made silver.orders.");
    assertThat(lake.version("silver.orders")).as("nothing was written").isEqualTo(-1);

    StepStatus made = lake.run(1L, ORDERS, TOTALS).ok().step("silver.orders");
    assertThat(made.metrics().get(StepStatus.TABLE_BYTES)).isPositive();
    TestLake.Outcome same = lake.forecast(ORDERS, TOTALS);
    assertThat(told(same, "silver.orders"))
        .isEqualTo("SKIPPED nothing new in bronze.orders since version 0");
    assertThat(told(same, "gold.totals")).startsWith("SKIPPED the query and the rows");

    orders("(3, 3)");
    StepStatus added = lake.forecast(ORDERS, TOTALS).ok().step("silver.orders");
    assertThat(added.message())
        .startsWith("Would read bronze.orders since version 0 (1 rows, 1 files, ");
    assertThat(added.metrics()).containsEntry("rowsToRead", 1.0);
    assertThat(told(lake.forecast(ORDERS, TOTALS), "gold.totals"))
        .startsWith("SUCCEEDED Would be made anew from all of its input (")
        .endsWith(": an input has other rows, and its refresh is Full.");
    assertThat(lake.run(2L, ORDERS, TOTALS).ok().step("silver.orders").rows()).isEqualTo(1);
  }

  @Test
  void whatIsMadeAnewAndWhyIsToldWithItsBytes() {
    orders("(1, 1), (2, 2)");
    lake.run(1L, ORDERS, TOTALS).ok();
    Step.Silver otherwise = SilverDraft.like(ORDERS).sequenceBy(null).step();
    StepStatus changed = lake.forecast(otherwise, TOTALS).ok().step("silver.orders");
    assertThat(changed.message()).contains("in place of").endsWith(": its declaration changed.");
    assertThat(changed.metrics().get("bytesToRewrite")).isPositive();
    assertThat(changed.metrics().get("bytesToRead")).isPositive();

    TestLake.sql("DELETE FROM delta.`" + lake.table("bronze.orders").path() + "` WHERE id = 1");
    assertThat(told(lake.forecast(ORDERS), "silver.orders"))
        .contains("rows of its input were changed or removed");
    lake.refreshing("gold.totals");
    assertThat(told(lake.forecast(ORDERS, TOTALS), "gold.totals"))
        .endsWith(": a full refresh is asked for.");
    assertThat(lake.version("silver.orders")).isZero();
  }

  @Test
  void aLookupThatMovesMakesAllAnewAndOneThatIsOnlyReferredToNothing() {
    orders("(1, 1)");
    lake.bronze("bronze.customers", TestLake.sql("SELECT 1 AS id, 'AT' AS country"));
    Step customers = silver("customers", "bronze.customers", List.of("id"), null);
    Step.Silver looking =
        SilverDraft.like(ORDERS)
            .dependsOn(List.of("silver.customers"))
            .query(
                new SilverQuery(
                    "SELECT i.* FROM input i LEFT JOIN silver.customers c USING (id)",
                    List.of(TableName.of("silver.customers")),
                    SilverQuery.OnLookupChange.REBUILD))
            .step();
    lake.run(1L, customers, looking).ok();
    lake.bronze("bronze.customers", TestLake.sql("SELECT 2 AS id, 'DE' AS country"));
    assertThat(told(lake.forecast(customers, looking), "silver.orders"))
        .endsWith(": silver.customers, which is looked up, gets other rows in this run.");

    Step.Silver referring =
        SilverDraft.like(ORDERS)
            .dependsOn(List.of("silver.customers"))
            .output(TableName.of("silver.other"))
            .expectations(
                List.of(
                    new Expectation.References(
                        "known",
                        Expectation.Action.WARN,
                        List.of("id"),
                        TableName.of("silver.customers"),
                        List.of("id"))))
            .step();
    lake.run(2L, customers, referring).ok();
    lake.bronze("bronze.customers", TestLake.sql("SELECT 3 AS id, 'FR' AS country"));
    assertThat(told(lake.forecast(customers, referring), "silver.other")).startsWith("SKIPPED");
  }

  @Test
  void whatIsMissingIsToldAsTheRunWould() {
    assertThat(lake.forecast(ORDERS).failure().orElseThrow().toString())
        .contains("The table bronze.orders does not exist");
  }
}
