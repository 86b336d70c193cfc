package dev.lakehouse.spark.quality;

import static dev.lakehouse.plan.Expectation.Action.DROP;
import static dev.lakehouse.plan.Expectation.Action.FAIL;
import static dev.lakehouse.plan.Expectation.Action.WARN;
import static dev.lakehouse.spark.Steps.gold;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.ExpectationTerms;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableExpectation;
import dev.lakehouse.plan.progress.ExpectationResult;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.RunContext;
import dev.lakehouse.spark.TestLake;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Expectations of whole tables and tolerances, on Spark and Delta. */
class ExpectationKindsTest {
  private static final ExpectationTerms HALF = new ExpectationTerms(0.5, "see #12", "ann@acme");

  private final TestLake lake = TestLake.create();

  private static Step.Gold table(String values, Expectation... expectations) {
    return gold(
        "t",
        "SELECT * FROM VALUES " + values + " AS t(id, name, at)",
        List.of(),
        List.of(),
        expectations);
  }

  private TestLake.Outcome run(long sequence, Step.Gold step) {
    TestLake.Outcome outcome = lake.run(sequence, step);
    QualityLedger.record(
        TestLake.spark(), lake.context(sequence, step), "run-" + sequence, 1, outcome.steps());
    return outcome;
  }

  private static List<String> texts(TestLake.Outcome outcome) {
    return outcome.step("gold.t").expectations().stream()
        .map(result -> result.name() + " " + result.met() + " " + result.violations())
        .toList();
  }

  @Test
  void keysSchemaAndAge() {
    String now = "(1, 'a', current_timestamp()), (1, 'b', current_timestamp()), (2, null, null)";
    Expectation[] expectations = {
      new TableExpectation.PrimaryKey("pk", WARN, List.of("id"), null),
      new TableExpectation.PrimaryKey("pk_name", WARN, List.of("name"), null),
      new TableExpectation.PrimaryKey("pk_half", FAIL, List.of("name"), HALF),
      new TableExpectation.Freshness("new", WARN, "at", 3_600_000, null),
      new TableExpectation.Schema("shape", WARN, columns("at timestamp", "id int"), null),
      new TableExpectation.Schema(
          "right", WARN, columns("at timestamp", "id int", "name string"), null)
    };
    TestLake.Outcome fresh = run(1, table(now, expectations)).ok();
    assertThat(texts(fresh))
        .containsExactly(
            "pk false 2",
            "pk_name false 1",
            "pk_half true 1",
            "new true 0",
            "shape false 1",
            "right true 0");
    assertThat(fresh.step("gold.t").expectations().get(4).detail())
        .isEqualTo("name is not declared");
    String old = "(1, 'a', TIMESTAMP '2020-01-01 00:00:00')";
    assertThat(texts(run(2, table(old, expectations)).ok())).contains("new false 1");
  }

  @Test
  void toleranceLetsAFewRowsPassAndFailuresSayWhomToAsk() {
    Expectation few = new Expectation.Row("few", FAIL, "id > 1", HALF);
    Expectation drop = new Expectation.Row("drop", DROP, "id <> 3", HALF);
    run(1, table("(1, 'a', 0), (2, 'b', 0), (3, 'c', 0)", few, drop)).ok();
    assertThat(lake.values("gold.t", "id")).containsExactly("1", "2");
    TestLake.Outcome refused = run(2, table("(1, 'a', 0), (0, 'b', 0), (3, 'c', 0)", few, drop));
    assertThat(refused.step("gold.t").message())
        .contains("few (2 violations among 3 rows; see #12; ask ann@acme)");
    assertThat(lake.values("gold.t", "id")).containsExactly("1", "2");
  }

  @Test
  void countsAndSpreadsAreComparedWithWhatWasBefore() {
    Expectation[] expectations = {
      new TableExpectation.RelativeRowCount("half", FAIL, 0.5, 2.0, 10, null),
      new TableExpectation.Drift("spread", WARN, "name", 0.25, null),
      new TableExpectation.Drift("ids", WARN, "id", 0.25, null)
    };
    String four = "(1, 'a', 0), (2, 'a', 0), (3, 'b', 0), (4, 'b', 0)";
    assertThat(texts(run(1, table(four, expectations)).ok()))
        .containsExactly("half true 0", "spread true 0", "ids true 0");
    assertThat(texts(run(2, table("(1, 'a', 0), (3, 'b', 0)", expectations)).ok()))
        .startsWith("half true 0", "spread true 0");
    assertThat(texts(run(3, table("(1, 'c', 0), (99, 'c', 1)", expectations)).ok()))
        .containsExactly("half true 0", "spread false 1", "ids false 1");
    TestLake.Outcome refused = run(4, table("(1, 'a', 0)", expectations));
    assertThat(refused.failure()).isEmpty(); // half of the median, which is two by now
    TestLake.Outcome many = run(5, table(four + ", (5, 'e', 0)", expectations));
    assertThat(many.step("gold.t").message()).contains("5 rows, where the last 4 runs had 2");
  }

  @Test
  void whatIsUnusualIsFoundOnceThereIsAHistory() {
    Expectation mean =
        new TableExpectation.Anomaly(
            "mean",
            FAIL,
            TableExpectation.Metric.MEAN,
            "id",
            3.5,
            TableExpectation.Season.NONE,
            null);
    Expectation rows =
        new TableExpectation.Anomaly(
            "rows",
            WARN,
            TableExpectation.Metric.ROWS,
            null,
            3.5,
            TableExpectation.Season.WEEKDAY,
            null);
    Step.Gold usual = table("(11, 'a', 0), (20, 'b', 0)", mean, rows);
    run(1, usual).ok();
    for (int run = 2; run <= 7; run++) {
      remember(
          run,
          usual,
          new ExpectationResult("mean", "Fail", true, 0, null, 15.0 + run % 3 / 2.0, null));
    }
    TestLake.Outcome refused = run(8, table("(500, 'a', 0), (20, 'b', 0)", mean, rows));
    assertThat(refused.step("gold.t").message())
        .contains("260 where 15.50 is usual")
        .contains("was not written");
    assertThat(texts(refused)).containsExactly("mean false 1", "rows true 0");
    run(9, table("(12, 'a', 0), (20, 'b', 0)", mean, rows)).ok();
  }

  /** What a run would have left in the ledger. */
  private void remember(long run, Step.Gold step, ExpectationResult result) {
    StepStatus done =
        new StepStatus(
            "gold.t",
            StepStatus.State.SUCCEEDED,
            2L,
            2L,
            run - 1,
            null,
            null,
            1L,
            List.of(result),
            null,
            null,
            null);
    QualityLedger.record(TestLake.spark(), lake.context(run, step), "run-" + run, 1, List.of(done));
  }

  @Test
  void theLedgerHoldsEachResultOnceHoweverManyAttemptsARunTook() {
    Step.Gold step =
        table("(1, 'a', 0), (-1, 'b', 0)", new Expectation.Row("pos", WARN, "id > 0", HALF));
    RunContext context = lake.context(1L, step);
    for (int attempt : List.of(1, 1, 2, 3)) {
      QualityLedger.record(
          TestLake.spark(), context, "run-1", attempt, lake.run(1L, step).ok().steps());
    }
    List<Row> kept = ledger().collectAsList();
    assertThat(kept).hasSize(1);
    assertThat(kept.get(0).mkString("|"))
        .isEqualTo("gold.t|0|pos|Warn|true|1|2|0.5|see #12|ann@acme|run-1");
  }

  private org.apache.spark.sql.Dataset<Row> ledger() {
    return sql("SELECT * FROM delta.`" + lake.root() + "/_lakehouse/quality`")
        .select(
            "table",
            "version",
            "expectation",
            "action",
            "met",
            "violations",
            "rows",
            "passed_share",
            "description",
            "contact",
            "run");
  }

  private static List<Step.ColumnType> columns(String... declared) {
    return List.of(declared).stream()
        .map(column -> new Step.ColumnType(column.split(" ")[0], column.split(" ")[1]))
        .toList();
  }
}
