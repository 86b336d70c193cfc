package dev.lakehouse.spark.upkeep;

import static dev.lakehouse.spark.Steps.gold;
import static dev.lakehouse.spark.Steps.incremental;
import static dev.lakehouse.spark.Steps.silver;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.GoldDraft;
import dev.lakehouse.plan.Maintain;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.Upkeep;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.CrashPoints;
import dev.lakehouse.spark.TestLake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Upkeep while runs are under way, and while who reads the changes of a table is behind. */
class UpkeepAmongRunsTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Step.Silver CUSTOMERS =
      silver("customers", "bronze.customers", List.of("id"), "at");
  private static final Step.Gold SUMS =
      GoldDraft.like(
              incremental(
                  "sums",
                  "SELECT id % 10 AS k, sum(amount) AS s FROM silver.customers GROUP BY id % 10",
                  List.of("silver.customers"),
                  List.of("k")))
          .dependsOn(List.of("silver.customers"))
          .step();

  private final TestLake lake = TestLake.create();

  private void bronze(String rows) {
    lake.bronze("bronze.customers", sql("SELECT id, 1 AS amount, 1 AS at FROM " + rows));
  }

  private StepStatus maintain(long sequence, String table) {
    Maintain step = new Maintain(table, List.of(), TableName.of(table), new Upkeep(DAY, false));
    return lake.run(sequence, step).ok().step(table);
  }

  /** Does it when the run that follows comes to that point for the first time. */
  private void at(String point, Runnable what) {
    List<String> done = new ArrayList<>();
    lake.crashing(
        reached -> {
          if (reached.equals(point) && done.isEmpty()) {
            done.add(reached);
            lake.crashing(CrashPoints.NONE);
            what.run();
          }
        });
  }

  @Test
  void aRunUnderWayReadsTheVersionsThatItPinned() {
    Step.Gold count =
        gold(
            "n",
            "SELECT count(*) AS n FROM bronze.customers",
            List.of("bronze.customers"),
            List.of("silver.customers"));
    for (int i = 0; i < 3; i++) {
      bronze("range(%d, %d, 1, 1)".formatted(i, i + 1));
    }
    at(
        "silver.customers:before-commit",
        () -> {
          bronze("range(3, 4, 1, 1)");
          lake.later(Duration.ofHours(23));
          assertThat(maintain(2L, "bronze.customers").message())
              .contains("compact")
              .doesNotContain("vacuum");
          lake.later(Duration.ZERO);
        });
    lake.run(1L, CUSTOMERS, count).ok();
    assertThat(lake.values("silver.customers", "id")).containsExactly("0", "1", "2");
    assertThat(lake.values("gold.n", "n")).containsExactly("3");

    assertThat(lake.run(3L, CUSTOMERS, count).ok().step("silver.customers").rows()).isEqualTo(1);
    assertThat(lake.values("gold.n", "n")).containsExactly("4");
  }

  @Test
  void aRunBetweenWhoseReadingAndCommitTheTableIsCompactedLosesNothing() {
    for (int i = 0; i < 3; i++) {
      bronze("range(%d, %d, 1, 1)".formatted(i, i + 1));
      lake.run(1L + i, CUSTOMERS).ok();
    }
    sql(
        "INSERT INTO delta.`%s` VALUES (1, 7, 2), (9, 9, 2)"
            .formatted(lake.table("bronze.customers").path()));
    at(
        "silver.customers:before-commit",
        () -> assertThat(maintain(4L, "silver.customers").message()).contains("compact"));
    lake.run(5L, CUSTOMERS).ok();
    assertThat(lake.values("silver.customers", "id", "amount"))
        .containsExactly("0|1", "1|7", "2|1", "9|9");
  }

  @Test
  void whoReadsChangesAndIsBehindStillFindsThem() {
    bronze("range(0, 40, 1, 1)");
    lake.run(1L, CUSTOMERS, SUMS).ok();
    sql(
        "INSERT INTO delta.`%s` VALUES (1, 7, 2), (41, 9, 2)"
            .formatted(lake.table("bronze.customers").path()));
    lake.run(2L, CUSTOMERS).ok(); // rows are replaced; gold.sums has not seen it
    sql(
        "INSERT INTO delta.`%s` VALUES (1, 8, 3), (11, 9, 3)"
            .formatted(lake.table("bronze.customers").path()));
    lake.run(3L, CUSTOMERS).ok();

    lake.later(Duration.ofDays(3));
    maintain(4L, "silver.customers");
    StepStatus three = maintain(5L, "silver.customers");
    assertThat(three.message()).doesNotContain("vacuum");
    lake.later(Duration.ofDays(9));
    assertThat(maintain(6L, "silver.customers").message())
        .contains("no vacuum: gold.sums has read up to version");
    lake.later(Duration.ZERO);
    assertThat(lake.run(7L, CUSTOMERS, SUMS).ok().step("gold.sums").message())
        .isEqualTo("incremental: 1 keys may have changed");
    assertThat(lake.values("gold.sums", "s", "k")).contains("28|1").hasSize(10);

    lake.later(Duration.ofDays(9));
    StepStatus freed = maintain(8L, "silver.customers");
    assertThat(freed.metrics().get("filesDeleted")).isPositive();
    assertThat(freed.metrics().get("bytesDeleted"))
        .isEqualTo(freed.metrics().get("obsoleteBytes"))
        .isPositive();
    assertThat(lake.values("silver.customers", "count(*)")).containsExactly("41");
  }
}
