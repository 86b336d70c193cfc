package dev.lakehouse.spark.silver;

import static dev.lakehouse.plan.Expectation.Action.DROP;
import static dev.lakehouse.plan.Expectation.Action.FAIL;
import static dev.lakehouse.plan.Step.History.TYPE1;
import static dev.lakehouse.plan.Step.History.TYPE2;
import static dev.lakehouse.spark.Steps.keeping;
import static dev.lakehouse.spark.Steps.row;
import static dev.lakehouse.spark.Steps.silver;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.Steps;
import dev.lakehouse.spark.TestLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.Test;

class SilverHistoryTest {
  private final TestLake lake = TestLake.create();

  private void prices(String... values) {
    lake.bronze(
        "bronze.prices",
        sql("SELECT * FROM VALUES " + String.join(",", values) + " AS t(id, price, at, op)"));
  }

  private List<String> versions() {
    return lake.values("silver.prices", "id", "price", "valid_from", "valid_to", "is_current");
  }

  private static Step.Silver prices(Step.History history, Expectation... expectations) {
    return keeping(
        silver("prices", "bronze.prices", List.of("id"), "at", expectations),
        history,
        "op = 'D'",
        false);
  }

  @Test
  void aLateRowIsSlottedIntoThePastAndADeletionClosesTheSpan() {
    Step.Silver step = prices(TYPE2);
    prices("(1, 10, 1, 'I')", "(1, 30, 5, 'U')", "(2, 7, 1, 'I')");
    lake.run(1L, step).ok();
    prices("(1, 20, 3, 'U')", "(2, CAST(NULL AS INT), 4, 'D')", "(1, 30, 5, 'U')");
    StepStatus second = lake.run(2L, step).ok().step("silver.prices");

    assertThat(versions())
        .containsExactly("1|10|1|3|false", "1|20|3|5|false", "1|30|5|null|true", "2|7|1|4|false");
    assertThat(second.tableRows()).isEqualTo(4);
    prices("(2, 8, 9, 'I')", "(2, 6, 3, 'U')");
    lake.run(3L, step).ok();
    assertThat(versions()).contains("2|7|1|3|false", "2|6|3|4|false", "2|8|9|null|true");
  }

  @Test
  void whatComesLateDoesNotBringADeletedKeyBack() {
    Step.Silver step = prices(TYPE1);
    prices("(1, 10, 1, 'I')", "(2, 20, 1, 'I')");
    lake.run(1L, step).ok();
    prices("(1, 0, 5, 'D')", "(3, 0, 5, 'D')");
    lake.run(2L, step).ok();
    prices("(1, 11, 4, 'U')", "(3, 30, 5, 'I')");
    lake.run(3L, step).ok();
    assertThat(lake.values("silver.prices", "id", "price")).containsExactly("2|20");
    prices("(1, 12, 6, 'I')");
    lake.run(4L, step).ok();
    assertThat(lake.values("silver.prices", "id", "price")).containsExactly("1|12", "2|20");
    lake.refreshing("silver.prices").run(5L, step).ok();
    assertThat(lake.values("silver.prices", "id", "price")).containsExactly("1|12", "2|20");
  }

  @Test
  void neitherWhereNorExpectationsHoldADeletionUp() {
    Step.Silver plain =
        Steps.silver(
            "prices",
            "bronze.prices",
            List.of(),
            "price IS NOT NULL",
            List.of("id"),
            "at",
            row("positive", DROP, "price > 0"));
    Step.Silver step = keeping(plain, TYPE1, "op = 'D'", false);
    prices("(1, 10, 1, 'I')", "(2, 20, 1, 'I')", "(3, -1, 1, 'I')");
    lake.run(1L, step).ok();
    prices("(1, CAST(NULL AS INT), 2, 'D')", "(2, CAST(NULL AS INT), 2, 'U')");
    StepStatus second = lake.run(2L, step).ok().step("silver.prices");
    assertThat(lake.values("silver.prices", "id")).containsExactly("2");
    assertThat(second.expectations()).extracting(r -> r.violations()).containsExactly(0L);
  }

  @Test
  void expectationsOfTheTableSeeItAsItWillBeAndFailureLeavesNothingBehind() {
    Step.Silver step =
        prices(
            TYPE2,
            new Expectation.Unique("one_version", FAIL, List.of("id", "valid_from")),
            new Expectation.RowCount("size", FAIL, 1L, 3L));
    prices("(1, 10, 1, 'I')", "(1, 30, 5, 'U')");
    lake.run(1L, step).ok();
    prices("(1, 20, 3, 'U')", "(2, 7, 1, 'I')");
    TestLake.Outcome refused = lake.run(2L, step);
    assertThat(refused.failure().orElseThrow().reason())
        .isEqualTo(FailureReason.EXPECTATION_FAILED);
    assertThat(lake.version("silver.prices")).isZero();
    assertThat(lake.version("silver.prices_lh_changes")).isZero();
  }

  @Test
  void columnsThatComeLaterAndALostMemoryAreMadeUpForFromAllOfTheInput() throws IOException {
    Step.Silver step = prices(TYPE2);
    prices("(1, 10, 1, 'I')", "(1, 20, 3, 'U')");
    lake.run(1L, step).ok();
    sql("SELECT 1 AS id, 15 AS price, 2 AS at, 'U' AS op, 'EUR' AS currency")
        .write()
        .format("delta")
        .mode("append")
        .option("mergeSchema", "true")
        .save(lake.table("bronze.prices").path());
    lake.run(2L, step).ok();
    List<String> expected =
        List.of("1|10|1|2|false|null", "1|15|2|3|false|EUR", "1|20|3|null|true|null");
    assertThat(versionsWithCurrency()).isEqualTo(expected);

    Path memory = Path.of(lake.table("silver.prices_lh_changes").path());
    try (Stream<Path> files = Files.walk(memory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    DeltaLog.clearCache();
    prices("(1, 10, 0, 'I')");
    lake.run(3L, step).ok();
    assertThat(versionsWithCurrency())
        .containsExactly("1|10|0|2|false|null", expected.get(1), expected.get(2));
  }

  private List<String> versionsWithCurrency() {
    return lake.values(
        "silver.prices", "id", "price", "valid_from", "valid_to", "is_current", "currency");
  }
}
