package dev.lakehouse.spark.silver;

import static dev.lakehouse.spark.Steps.keeping;
import static dev.lakehouse.spark.Steps.row;
import static dev.lakehouse.spark.Steps.silver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.Expectation.Action;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.CrashPoints;
import dev.lakehouse.spark.TestLake;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that come out of quarantine once a rule is mended: each exactly once. */
class ReleaseTest {
  private static final Expectation STRICT = row("positive", Action.QUARANTINE, "v > 0");
  private static final Expectation MENDED = row("positive", Action.QUARANTINE, "v >= 0");
  private static final Expectation SMALL = row("small", Action.QUARANTINE, "v < 100");

  private final TestLake lake = TestLake.create();

  private void bronze(String rows) {
    TestLake.spark()
        .sql("SELECT * FROM VALUES " + rows + " AS t(id, v, at)")
        .write()
        .format("delta")
        .mode("append")
        .save(TableName.of("bronze.o").path(lake.root()));
  }

  private static Step.Silver keyed(Expectation... rules) {
    return silver("o", "bronze.o", List.of("id"), "at", rules);
  }

  private static Step.Silver appended(Expectation... rules) {
    return silver("o", "bronze.o", List.of(), null, rules);
  }

  private List<String> table() {
    return lake.values("silver.o", "id", "v");
  }

  private List<String> quarantine() {
    return lake.values("silver.o_quarantine", "id", "v", "_released");
  }

  @Test
  void rowsThatPassTodayComeInByTheTablesOrderAndTheOthersStay() {
    bronze("(1, 0, 5), (2, 0, 1), (3, -1, 1), (4, 500, 1)");
    lake.run(1L, keyed(STRICT, SMALL)).ok();
    bronze("(2, 7, 2), (1, 9, 1)");
    lake.run(2L, keyed(STRICT, SMALL)).ok();
    assertThat(table()).containsExactlyInAnyOrder("1|9", "2|7");
    bronze("(5, 5, 1), (6, -6, 1)");
    var step = lake.releasing("silver.o").run(3L, keyed(MENDED, SMALL)).ok().step("silver.o");
    assertThat(step.message()).isEqualTo("2 rows came out of quarantine");
    assertThat(step.metrics()).containsEntry("releasedRows", 2.0);
    assertThat(table())
        .as("1 was newer than what the table had, 2 is older")
        .containsExactlyInAnyOrder("1|0", "2|7", "5|5");
    assertThat(quarantine())
        .containsExactlyInAnyOrder("1|0|3", "2|0|3", "3|-1|null", "4|500|null", "6|-6|null");
  }

  @Test
  void onlyRowsOfTheNamedRulesAreAsked() {
    bronze("(1, 0, 1), (2, 500, 1)");
    lake.run(1L, appended(STRICT, SMALL)).ok();
    lake.releasing("silver.o", "small").run(2L, appended()).ok();
    assertThat(table()).containsExactly("2|500");
    lake.releasing("silver.o").run(3L, appended()).ok();
    assertThat(table()).as("of no rule any more, each once").containsExactly("1|0", "2|500");
    lake.releasing("silver.o").run(4L, appended()).ok();
    assertThat(table()).containsExactly("1|0", "2|500");
    assertThat(quarantine()).containsExactlyInAnyOrder("1|0|3", "2|500|2");
  }

  @ParameterizedTest
  @CsvSource({
    "silver.o_quarantine:after-commit, 2",
    "silver.o:before-commit, 4",
    "silver.o:after-commit, 2",
    "silver.o:after-commit, 4"
  })
  void eachRowComesInOnceWhereverTheDriverDies(String where, long next) {
    bronze("(1, 0, 1), (2, -1, 1)");
    lake.run(1L, appended(STRICT)).ok();
    bronze("(3, 3, 1), (4, -4, 1)");
    lake.releasing("silver.o").crashing(dying(where));
    assertThat(lake.run(2L, appended(MENDED)).failure()).isPresent();
    lake.crashing(CrashPoints.NONE);
    if (next > 2) {
      lake.releasing(null).run(3L, appended(MENDED)).ok();
      assertThat(lake.values("silver.o", "id")).as("a run in between").contains("3");
    }
    lake.releasing("silver.o").run(next, appended(MENDED)).ok();
    assertThat(table()).containsExactlyInAnyOrder("1|0", "3|3");
    assertThat(lake.values("silver.o_quarantine", "id"))
        .as("kept ones, and one that is marked")
        .containsExactlyInAnyOrder("1", "2", "4");
  }

  private static CrashPoints dying(String where) {
    return point -> {
      if (point.equals(where)) {
        throw new IllegalStateException("killed at " + where);
      }
    };
  }

  @Test
  void withoutAnOrderWhatTheTableHasStays() {
    bronze("(1, 0, 1), (2, 0, 1)");
    Step.Silver strict = silver("o", "bronze.o", List.of("id"), null, STRICT);
    lake.run(1L, strict).ok();
    bronze("(1, 8, 1)");
    lake.run(2L, strict).ok();
    lake.releasing("silver.o").run(3L, silver("o", "bronze.o", List.of("id"), null, MENDED)).ok();
    assertThat(table()).containsExactlyInAnyOrder("1|8", "2|0");
  }

  @Test
  void versionsAreSlottedIntoThePast() {
    bronze("(1, 1, 1), (1, 0, 2), (1, 3, 3)");
    lake.run(1L, keeping(keyed(STRICT), Step.History.TYPE2, null, false)).ok();
    lake.releasing("silver.o")
        .run(2L, keeping(keyed(MENDED), Step.History.TYPE2, null, false))
        .ok();
    assertThat(lake.values("silver.o", "v", "valid_from", "valid_to"))
        .containsExactlyInAnyOrder("1|1|2", "0|2|3", "3|3|null");
  }

  @Test
  void aRebuiltTableForgetsWhatWasLetIn() {
    bronze("(1, 0, 1)");
    lake.run(1L, appended(STRICT)).ok();
    lake.releasing("silver.o").run(2L, appended(MENDED)).ok();
    lake.releasing(null).refreshing("silver.o").run(3L, appended()).ok();
    lake.refreshing().releasing("silver.o").run(4L, appended()).ok();
    assertThat(table())
        .as("the rebuild has the row, the quarantine is empty")
        .containsExactly("1|0");
  }
}
