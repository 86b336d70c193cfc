package dev.lakehouse.spark.silver;

import static dev.lakehouse.spark.Steps.keeping;
import static dev.lakehouse.spark.Steps.row;
import static dev.lakehouse.spark.Steps.silver;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.ColumnCleaning;
import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.Expectation.Action;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.Steps;
import dev.lakehouse.spark.TestLake;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** However many rules a silver table has, and however its past is kept, a row is computed once. */
class SilverOnePassTest {
  private static final int ROWS = 100;

  private static final Expectation[] RULES = {
    row("warn", Action.WARN, "n > 0"),
    row("drop", Action.DROP, "n <> 5"),
    row("quarantine", Action.QUARANTINE, "n < 1000"),
    row("fail", Action.FAIL, "n >= 0"),
    new Expectation.RowCount("size", Action.WARN, 1L, null)
  };

  private final TestLake lake = TestLake.create();

  private void numbers(int from) {
    lake.bronze(
        "bronze.numbers",
        sql(
            "SELECT id AS n, id AS at, 'x' AS op, cast(id AS string) AS t FROM range(%d, %d)"
                .formatted(from, from + ROWS)));
  }

  private static Step.Silver table(String name, List<String> keys, Expectation... rules) {
    List<Step.SilverColumn> columns =
        List.of(
            new Step.SilverColumn("n", null, null, null),
            new Step.SilverColumn("at", null, null, null),
            new Step.SilverColumn(
                "t", null, "int", null, new ColumnCleaning(List.of(), null, Action.QUARANTINE)));
    return Steps.silver(
        name,
        "bronze.numbers",
        columns,
        "n IS NOT NULL",
        keys,
        keys.isEmpty() ? null : "at",
        rules);
  }

  private static List<String> results(StepStatus step) {
    return step.expectations().stream()
        .map(r -> r.name() + " " + r.violations() + " " + r.rows())
        .toList();
  }

  private StepStatus scanning(long rows, long run, Step.Silver step) {
    try (ScannedRows scanned = new ScannedRows("bronze/numbers")) {
      StepStatus status = lake.run(run, step).ok().step(step.id());
      assertThat(scanned.sum())
          .as("rows of the input that run %d of %s reads", run, step.id())
          .isEqualTo(rows);
      return status;
    }
  }

  @Test
  void everyRowOfEveryKindOfTableIsComputedOnce() {
    List<Step.Silver> tables = new ArrayList<>();
    tables.add(table("log", List.of(), RULES));
    tables.add(table("newest", List.of("n"), RULES));
    Step.Silver history = table("history", List.of("n"), RULES);
    tables.add(keeping(history, Step.History.TYPE2, "op = 'D'", false));
    numbers(0);
    for (Step.Silver each : tables) {
      StepStatus made = scanning(ROWS, 1L, each);
      assertThat(results(made))
          .as(each.id())
          .containsExactly(
              "warn 1 100", "drop 1 100", "quarantine 0 100", "fail 0 100", "size 0 null");
    }
    numbers(ROWS);
    for (Step.Silver each : tables) {
      StepStatus more = scanning(ROWS, 2L, each);
      assertThat(results(more))
          .as(each.id())
          .contains("warn 0 100", "drop 0 100", "quarantine 0 100", "fail 0 100");
      assertThat(lake.rows(each.id()).count()).isEqualTo(2 * ROWS - 1);
    }
  }

  @Test
  void refusedRowsAreComputedOnceMoreAndKeptBeforeTheCommit() {
    numbers(950);
    Step.Silver step = table("log", List.of(), RULES);
    scanning(2 * ROWS, 1L, step);
    assertThat(lake.rows("silver.log").count()).isEqualTo(50);
    assertThat(lake.rows("silver.log_quarantine").count()).isEqualTo(50);
  }

  @Test
  void whatChanceDecidesIsAskedBeforeTheWrite() {
    numbers(0);
    Step.Silver step =
        silver(
            "log",
            "bronze.numbers",
            List.of(),
            null,
            row("chance", Action.QUARANTINE, "rand() < 0.5"));
    lake.run(1L, step).ok();
    long let = lake.rows("silver.log").count();
    assertThat(let).isBetween(1L, 99L);
    assertThat(lake.rows("silver.log_quarantine").count()).isEqualTo(ROWS - let);
  }

  @Test
  void aFailedRuleLeavesEveryKindOfTableAsItWas() {
    numbers(-5);
    for (List<String> keys : List.of(List.<String>of(), List.of("n"))) {
      TestLake.Outcome refused = lake.run(1L, table("t" + keys.size(), keys, RULES));
      assertThat(refused.failure().orElseThrow().reason())
          .isEqualTo(FailureReason.EXPECTATION_FAILED);
      assertThat(refused.step("silver.t" + keys.size()).message()).contains("fail (5 violations)");
      assertThat(lake.version("silver.t" + keys.size())).isEqualTo(-1);
      assertThat(lake.version("silver.t" + keys.size() + "_quarantine")).isEqualTo(-1);
    }
  }
}
