package dev.lakehouse.spark;

import static dev.lakehouse.plan.Expectation.Action.FAIL;
import static dev.lakehouse.plan.Expectation.Action.QUARANTINE;
import static dev.lakehouse.spark.Steps.gold;
import static dev.lakehouse.spark.Steps.row;
import static dev.lakehouse.spark.Steps.silver;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.progress.StepStatus.State;
import io.trino.tpch.TpchTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EngineTest {
  private final TestLake lake = TestLake.create();

  private void numbers(String table, int from, int to) {
    lake.bronze(table, sql("SELECT id, id %% 3 AS g FROM range(%d, %d)".formatted(from, to)));
  }

  @Test
  void tpchFromBronzeToGold() {
    List<String> orders = new ArrayList<>();
    TpchTable.ORDERS.createGenerator(0.001, 1, 1).forEach(order -> orders.add(order.toLine()));
    List<String> customers = new ArrayList<>();
    TpchTable.CUSTOMER.createGenerator(0.001, 1, 1).forEach(each -> customers.add(each.toLine()));
    lake.bronze(
        "bronze.orders",
        TestLake.spark()
            .createDataset(orders, Encoders.STRING())
            .selectExpr(
                "split(value, '[|]')[0] AS id",
                "split(value, '[|]')[1] AS customer",
                "split(value, '[|]')[3] AS price"));
    lake.bronze(
        "bronze.customers",
        TestLake.spark()
            .createDataset(customers, Encoders.STRING())
            .selectExpr("split(value, '[|]')[0] AS id", "split(value, '[|]')[6] AS segment"));
    Step.Silver silverOrders =
        silver(
            "orders",
            "bronze.orders",
            List.of(
                new Step.SilverColumn("id", null, "bigint", null),
                new Step.SilverColumn("customer", null, "bigint", null),
                new Step.SilverColumn("price", null, "decimal(12,2)", null)),
            null,
            List.of("id"),
            "id",
            row("paid", QUARANTINE, "price > 0"));
    Step.Silver silverCustomers =
        silver(
            "customers",
            "bronze.customers",
            List.of(
                new Step.SilverColumn("id", null, "bigint", null),
                new Step.SilverColumn("segment", null, null, null)),
            null,
            List.of("id"),
            "id");
    Step.Gold gold =
        gold(
            "revenue",
            "WITH o AS (SELECT * FROM silver.orders WHERE price > (SELECT min(price) - 1 FROM silver.orders))"
                + " SELECT c.segment, count(*) AS orders, sum(o.price) AS revenue FROM o"
                + " JOIN silver.customers c ON c.id = o.customer GROUP BY c.segment",
            List.of("silver.customers", "silver.orders"),
            List.of("silver.customers", "silver.orders"),
            new Expectation.RowCount("five", FAIL, 5L, 5L));
    TestLake.Outcome outcome = lake.run(1L, silverOrders, silverCustomers, gold).ok();

    assertThat(outcome.step("silver.orders").rows()).isEqualTo(1500);
    assertThat(outcome.step("gold.revenue").inputs())
        .containsEntry("silver.orders", 0L)
        .containsEntry("silver.customers", 0L);
    assertThat(lake.rows("gold.revenue").selectExpr("sum(orders)").first().getLong(0))
        .isEqualTo(1500);
    double expected = orders.stream().mapToDouble(o -> Double.parseDouble(o.split("[|]")[3])).sum();
    assertThat(
            lake.rows("gold.revenue")
                .selectExpr("CAST(sum(revenue) AS double)")
                .first()
                .getDouble(0))
        .isCloseTo(expected, org.assertj.core.data.Offset.offset(0.01));
    assertThat(outcome.reports()).isGreaterThanOrEqualTo(7);

    TestLake.Outcome again = lake.run(2L, silverOrders, silverCustomers, gold).ok();
    assertThat(again.steps()).extracting(s -> s.state()).containsOnly(State.SKIPPED);
  }

  @Test
  void aFailedStepTakesOnlyItsDependants() {
    numbers("bronze.a", 0, 3);
    Step bad = silver("bad", "bronze.a", List.of("id"), "id", row("never", FAIL, "id > 1"));
    Step good = silver("good", "bronze.a", List.of("id"), "id");
    Step afterBad =
        gold(
            "after_bad",
            "SELECT 1 AS x FROM silver.bad",
            List.of("silver.bad"),
            List.of("silver.bad"));
    Step afterGood =
        gold(
            "after_good",
            "SELECT count(*) AS n FROM silver.good",
            List.of("silver.good"),
            List.of("silver.good"));
    TestLake.Outcome outcome = lake.run(1L, bad, good, afterBad, afterGood);

    assertThat(outcome.steps())
        .extracting(s -> s.name() + " " + s.state())
        .containsExactly(
            "silver.bad FAILED",
            "silver.good SUCCEEDED",
            "gold.after_bad SKIPPED",
            "gold.after_good SUCCEEDED");
    assertThat(outcome.step("gold.after_bad").message()).contains("silver.bad failed");
    assertThat(outcome.failure().orElseThrow().reason())
        .isEqualTo(FailureReason.EXPECTATION_FAILED);
    assertThat(outcome.failure().orElseThrow().reason().exitCode()).isEqualTo(3);
    assertThat(lake.values("gold.after_good", "n")).containsExactly("3");
  }

  @Test
  void goldReadsWhatTheRunPinnedAndReplacesItselfInOneCommit() {
    numbers("bronze.a", 0, 3);
    Step first = gold("one", "SELECT count(*) AS n FROM bronze.a", List.of("bronze.a"), List.of());
    Step second =
        gold("two", "SELECT count(*) AS n FROM bronze.a", List.of("bronze.a"), List.of("gold.one"));
    // Rows come in while the run is between its two steps.
    lake.crashing(
        at -> {
          if (at.equals("gold.one:after-commit")) {
            numbers("bronze.a", 3, 9);
          }
        });
    lake.run(1L, first, second).ok();
    assertThat(lake.values("gold.one", "n")).containsExactly("3");
    assertThat(lake.values("gold.two", "n")).containsExactly("3");

    lake.crashing(CrashPoints.NONE);
    Step changed =
        gold(
            "one",
            "SELECT g, count(*) AS n FROM bronze.a GROUP BY g",
            List.of("bronze.a"),
            List.of());
    lake.run(2L, changed, second).ok();
    assertThat(lake.version("gold.one")).isEqualTo(1);
    assertThat(lake.values("gold.one", "g", "n")).containsExactly("0|3", "1|3", "2|3");
    assertThat(lake.values("gold.two", "n")).containsExactly("9");
    Step broken =
        gold(
            "one",
            "SELECT 1 AS n",
            List.of(),
            List.of(),
            new Expectation.RowCount("many", FAIL, 2L, null));
    assertThat(lake.run(3L, broken).failure().orElseThrow().message()).contains("many");
    assertThat(lake.version("gold.one")).isEqualTo(1);
  }

  @Test
  void aSqlErrorSaysWhere() {
    numbers("bronze.a", 0, 3);
    TestLake.Outcome syntax =
        lake.run(1L, gold("x", "SELECT\n FRM bronze.a WHERE", List.of("bronze.a"), List.of()));
    assertThat(syntax.failure().orElseThrow().reason()).isEqualTo(FailureReason.SQL_INVALID);
    assertThat(syntax.failure().orElseThrow().message()).contains("line 2");
    TestLake.Outcome column =
        lake.run(1L, gold("x", "SELECT nope FROM bronze.a", List.of("bronze.a"), List.of()));
    assertThat(column.failure().orElseThrow().reason()).isEqualTo(FailureReason.SQL_INVALID);
    assertThat(column.failure().orElseThrow().message()).contains("nope").contains("line 1");
    TestLake.Outcome undeclared =
        lake.run(1L, gold("x", "SELECT * FROM silver.other", List.of("bronze.a"), List.of()));
    assertThat(undeclared.failure().orElseThrow().reason()).isEqualTo(FailureReason.SQL_INVALID);
  }

  @Test
  @Tag("slow")
  void twoDriversOfOneTableDoNotDoubleRows() throws Exception {
    numbers("bronze.a", 0, 3);
    Step step = silver("log", "bronze.a", List.of(), null);
    lake.run(1L, step).ok();
    numbers("bronze.a", 3, 6);
    TestLake.Outcome[] inner = new TestLake.Outcome[1];
    // The second driver, of a newer run, commits while the first is about to.
    lake.crashing(
        at -> {
          if (inner[0] == null && at.equals("silver.log:before-commit")) {
            inner[0] = new TestLake.Outcome(null, List.of(), 0);
            inner[0] = lake.run(3L, step);
          }
        });
    TestLake.Outcome outer = lake.run(2L, step);
    assertThat(inner[0].failure()).isEmpty();
    assertThat(outer.failure().orElseThrow().reason()).isEqualTo(FailureReason.FENCED);
    assertThat(lake.values("silver.log", "id")).containsExactly("0", "1", "2", "3", "4", "5");
  }
}
