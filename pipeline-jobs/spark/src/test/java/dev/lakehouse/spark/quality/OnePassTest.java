package dev.lakehouse.spark.quality;

import static dev.lakehouse.spark.Steps.gold;
import static dev.lakehouse.spark.Steps.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.Expectation.Action;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableExpectation;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.TestLake;
import dev.lakehouse.spark.cost.StepCost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Rules are asked while rows are written: no row is read twice, and a refused write leaves none.
 */
class OnePassTest {
  private static final int ROWS = 500;

  /** Rows of the logs of tables, at most. */
  private static final double DELTA_LOG = 50;

  private final TestLake lake = TestLake.create();

  @BeforeEach
  void numbers() {
    lake.bronze("bronze.numbers", TestLake.spark().range(ROWS).toDF("n"));
  }

  private static Step.Gold copy(Expectation... expectations) {
    return gold(
        "copy", "SELECT n FROM bronze.numbers", List.of("bronze.numbers"), List.of(), expectations);
  }

  @Test
  void everyRowIsReadOnceHoweverManyRulesThereAre() {
    StepStatus step =
        lake.run(
                1L,
                copy(
                    row("drop", Action.DROP, "n < 490"),
                    row("warn", Action.WARN, "n > 0"),
                    row("fail", Action.FAIL, "n >= 0"),
                    new Expectation.RowCount("size", Action.FAIL, 490L, 490L),
                    new TableExpectation.Anomaly(
                        "sum",
                        Action.WARN,
                        TableExpectation.Metric.SUM,
                        "n",
                        3.5,
                        TableExpectation.Season.NONE,
                        null)))
            .ok()
            .step("gold.copy");
    assertThat(step.metrics().get(StepCost.ROWS_READ)).isBetween((double) ROWS, ROWS + DELTA_LOG);
    assertThat(step.rows()).isEqualTo(490);
    assertThat(step.expectations())
        .extracting(r -> r.name() + " " + r.violations() + " " + r.rows() + " " + r.observed())
        .containsExactly(
            "drop 10 500 null",
            "warn 1 500 null",
            "fail 0 500 null",
            "size 0 null 490.0",
            "sum 0 null 119805.0");
    assertThat(lake.run(1L, copy()).ok().step("gold.copy").expectations())
        .as("what the commit says, to an attempt that comes after it")
        .isEqualTo(step.expectations());
  }

  @Test
  void aRuleThatNeedsTheRowsAgainIsCheckedBeforeTheWrite() {
    StepStatus step =
        lake.run(
                1L,
                copy(
                    row("warn", Action.WARN, "n > 0"),
                    new Expectation.Unique("once", Action.FAIL, List.of("n"))))
            .ok()
            .step("gold.copy");
    assertThat(step.expectations()).extracting(r -> r.violations()).containsExactly(1L, 0L);
  }

  @Test
  void aRefusedWriteLeavesNothing() throws IOException {
    StepStatus refused = lake.run(1L, copy(row("fail", Action.FAIL, "n < 100"))).step("gold.copy");
    assertThat(refused.reason()).isEqualTo(FailureReason.EXPECTATION_FAILED.label());
    assertThat(refused.message()).contains("fail (400 violations)");
    assertThat(refused.expectations().get(0).rows()).isEqualTo(ROWS);
    assertThat(lake.version("gold.copy")).isEqualTo(-1);
    assertThat(dataFiles()).isEmpty();
    lake.run(2L, copy(row("fail", Action.FAIL, "n < 1000"))).ok();
    int files = dataFiles().size();
    lake.run(3L, copy(new Expectation.RowCount("few", Action.FAIL, 0L, 5L)));
    assertThat(lake.version("gold.copy")).isZero();
    assertThat(dataFiles()).hasSize(files);
    assertThat(lake.rows("gold.copy").count()).isEqualTo(ROWS);
  }

  private List<Path> dataFiles() throws IOException {
    Path table = Path.of(lake.table("gold.copy").path());
    if (!Files.isDirectory(table)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(table)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).toList();
    }
  }
}
