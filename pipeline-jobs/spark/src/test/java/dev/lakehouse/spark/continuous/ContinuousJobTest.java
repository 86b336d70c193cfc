package dev.lakehouse.spark.continuous;

import static dev.lakehouse.plan.Expectation.Action.FAIL;
import static dev.lakehouse.plan.Expectation.Action.QUARANTINE;
import static dev.lakehouse.spark.Steps.gold;
import static dev.lakehouse.spark.Steps.row;
import static dev.lakehouse.spark.Steps.silver;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.GoldRefresh;
import dev.lakehouse.plan.RunNumbers;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.StepStatus.State;
import dev.lakehouse.spark.CrashPoints;
import dev.lakehouse.spark.TestLake;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class ContinuousJobTest {
  private static final long RUN = RunNumbers.PER_RUN;

  private static final Step[] STEPS = {
    silver("orders", "bronze.orders", List.of("id"), "at", row("ok", QUARANTINE, "amount > 0")),
    totals(),
  };

  private static final List<String> DEATHS =
      List.of(
          "silver.orders_quarantine:after-commit",
          "silver.orders:after-commit",
          "gold.totals:before-commit");

  private final TestLake lake = TestLake.create();

  private static Step totals() {
    return new Step.Gold(
        "gold.totals",
        List.of("silver.orders"),
        List.of(TableName.of("silver.orders")),
        TableName.of("gold.totals"),
        "SELECT customer, sum(amount) AS s, count(*) AS n FROM silver.orders GROUP BY customer",
        List.of("customer"),
        GoldRefresh.incremental(null),
        List.of(),
        List.of(),
        null);
  }

  private static Dataset<Row> orders(String... values) {
    return sql(
        "SELECT * FROM VALUES " + String.join(",", values) + " AS t(id, customer, amount, at)");
  }

  private static List<List<String>> contents(TestLake lake) {
    return List.of(
        lake.values("silver.orders", "id", "customer", "amount", "at"),
        lake.values("silver.orders_quarantine", "id", "amount", "at"),
        lake.values("gold.totals", "customer", "s", "n"));
  }

  /** What one run makes of all there is in bronze now. */
  private static List<List<String>> madeAtOnce(TestLake lake) {
    TestLake other = TestLake.create();
    other.bronze("bronze.orders", lake.rows("bronze.orders"));
    other.run(1L, STEPS).ok();
    return contents(other);
  }

  @Test
  void followsBronzeAsItGrowsAndEndsWhenAsked() {
    lake.bronze("bronze.orders", orders("(1, 'a', 10, 1)", "(2, 'b', -1, 1)"));
    try (RunningJob job = RunningJob.start(lake, RUN, STEPS)) {
      job.awaitInput("gold.totals", "silver.orders", 0);
      for (int i = 0; i < 6; i++) {
        lake.bronze(
            "bronze.orders",
            orders(
                "(1, 'a', %d, %d)".formatted(20 + i, 2 + i),
                "(%d, 'b', %d, 1)".formatted(10 + i, i - 1),
                "(%d, 'c', 1, 1)".formatted(i % 2)));
      }
      job.awaitInput("silver.orders", "bronze.orders", 6);
      assertThat(job.stop()).isEmpty();
      assertThat(job.step("gold.totals").metrics()).containsKeys("batch", "lagSeconds");
      assertThat(job.steps()).hasSize(2);
    }
    assertThat(contents(lake)).isEqualTo(madeAtOnce(lake));
    assertThat(lake.table("silver.orders").state().sequence()).isGreaterThan(RUN);

    assertThat(
            TestLake.spark()
                .read()
                .format("delta")
                .load(lake.root() + "/_lakehouse/runs")
                .filter("step = 'silver.orders' AND state = 'Succeeded'")
                .count())
        .as("one row a micro-batch that did something")
        .isEqualTo(lake.version("silver.orders") + 1);
    assertThat(
            TestLake.spark()
                .read()
                .format("delta")
                .load(lake.root() + "/_lakehouse/quality")
                .filter("expectation = 'ok'")
                .count())
        .isEqualTo(lake.version("silver.orders") + 1);
  }

  @Test
  void aDriverThatDiesAnywhereIsFollowedByOneThatGoesOn() {
    Set<String> points = new ConcurrentSkipListSet<>();
    lake.bronze("bronze.orders", orders("(1, 'a', 10, 1)", "(2, 'b', -1, 1)"));
    try (RunningJob job = RunningJob.start(lake.crashing(points::add), RUN, STEPS)) {
      job.awaitInput("gold.totals", "silver.orders", 0);
    }
    lake.bronze("bronze.orders", orders("(1, 'b', 12, 2)", "(3, 'c', -3, 1)", "(4, 'c', 4, 1)"));
    assertThat(points).hasSize(6).containsAll(DEATHS);
    for (String point : DEATHS) {
      TestLake died = lake.copy();
      died.crashing(CrashPoints.NONE);
      try (RunningJob job = RunningJob.dyingAt(died, point, RUN, STEPS)) {
        job.awaitEnd();
      }
      died.bronze("bronze.orders", orders("(5, 'a', 5, 1)", "(6, 'a', -6, 1)"));
      died.crashing(CrashPoints.NONE);
      try (RunningJob job = RunningJob.start(died, RUN, STEPS)) {
        job.awaitInput("silver.orders", "bronze.orders", 2);
        job.awaitInput("gold.totals", "silver.orders", died.version("silver.orders"));
        assertThat(job.stop()).isEmpty();
      }
      assertThat(contents(died)).as("died at %s", point).isEqualTo(madeAtOnce(died));
    }
  }

  @Test
  void whatAnExpectationRefusesWaitsForNewInputWhileOthersGoOn() {
    Step[] steps = {
      gold(
          "balance",
          "SELECT sum(amount) AS s FROM bronze.orders",
          List.of("bronze.orders"),
          List.of(),
          row("covered", FAIL, "s > 0")),
      gold(
          "after",
          "SELECT s * 2 AS d FROM gold.balance",
          List.of("gold.balance"),
          List.of("gold.balance")),
      silver("events", "bronze.events", List.of(), null),
    };
    lake.bronze("bronze.orders", orders("(1, 'a', 10, 1)"));
    lake.bronze("bronze.events", sql("SELECT 1 AS id"));
    try (RunningJob job = RunningJob.start(lake, RUN, steps)) {
      job.awaitInput("gold.after", "gold.balance", 0);
      lake.bronze("bronze.orders", orders("(2, 'a', -50, 1)"));
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> job.step("gold.balance").state() == State.FAILED);
      assertThat(job.step("gold.balance").reason())
          .isEqualTo(FailureReason.EXPECTATION_FAILED.label());
      lake.bronze("bronze.events", sql("SELECT 2 AS id"));
      job.awaitInput("silver.events", "bronze.events", 1);
      assertThat(lake.values("gold.balance", "s")).as("old version served").containsExactly("10");
      assertThat(lake.values("gold.after", "d")).containsExactly("20");

      lake.bronze("bronze.orders", orders("(3, 'a', 100, 1)"));
      job.awaitInput("gold.balance", "bronze.orders", 2);
      job.awaitInput("gold.after", "gold.balance", 1);
      assertThat(lake.values("gold.after", "d")).containsExactly("120");
      assertThat(job.stop()).isEmpty();
    }
  }

  @Test
  void aRunWhoseNumbersAreUsedUpEndsAndTheNextOneGoesOn() {
    lake.bronze("bronze.orders", orders("(1, 'a', 10, 1)"));
    lake.run(RUN + RunNumbers.PER_RUN - 2, STEPS).ok();
    lake.bronze("bronze.orders", orders("(2, 'a', 20, 1)"));
    try (RunningJob job = RunningJob.start(lake, RUN, STEPS)) {
      assertThat(job.awaitEnd()).as("it resumed, did one more, and made room").isEmpty();
    }
    assertThat(lake.table("silver.orders").state().sequence()).isEqualTo(RunNumbers.last(RUN));
    lake.bronze("bronze.orders", orders("(3, 'a', 30, 1)"));
    lake.run(2 * RUN, STEPS).ok();
    assertThat(lake.values("gold.totals", "s")).containsExactly("60");
  }

  @Test
  void aNewerRunEndsIt() {
    lake.bronze("bronze.orders", orders("(1, 'a', 10, 1)"));
    try (RunningJob job = RunningJob.start(lake, RUN, STEPS)) {
      job.awaitInput("gold.totals", "silver.orders", 0);
      lake.refreshing("silver.orders").run(2 * RUN, STEPS).ok();
      lake.bronze("bronze.orders", orders("(2, 'a', 20, 1)"));
      Optional<FailureReason> ended = job.awaitEnd().map(failure -> failure.reason());
      assertThat(ended).contains(FailureReason.FENCED);
    }
    assertThat(lake.table("silver.orders").state().sequence()).isEqualTo(2 * RUN);
  }

  /** {@code -Dcontinuous.batches=400} makes a soak of it. */
  @Test
  void nothingGrowsWithTheNumberOfMicroBatches() {
    int batches = Integer.getInteger("continuous.batches", 12);
    lake.bronze("bronze.orders", orders("(1, 'a', 10, 1)"));
    try (RunningJob job = RunningJob.start(lake, RUN, STEPS)) {
      job.awaitInput("gold.totals", "silver.orders", 0);
      Map<String, Integer> early = Map.of();
      for (int i = 1; i <= batches; i++) {
        lake.bronze("bronze.orders", orders("(%d, 'a', 1, %d)".formatted(i % 5, i)));
        job.awaitInput("silver.orders", "bronze.orders", i);
        if (i == batches / 3) {
          early = RunningJob.held();
        }
      }
      job.awaitInput("gold.totals", "silver.orders", batches);
      assertThat(job.steps()).hasSize(STEPS.length);
      assertThat(job.step("silver.orders").metrics().get("batch")).isGreaterThanOrEqualTo(batches);
      Map<String, Integer> base = early;
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(RunningJob.held())
                      .allSatisfy(
                          (what, number) ->
                              assertThat(number)
                                  .as("%s, of which there were %s", what, base)
                                  .isLessThanOrEqualTo(base.get(what) + 8)));
      assertThat(job.stop()).isEmpty();
    }
  }
}
