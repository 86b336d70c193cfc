package dev.lakehouse.spark.silver;

import static dev.lakehouse.plan.Expectation.Action.FAIL;
import static dev.lakehouse.plan.Expectation.Action.QUARANTINE;
import static dev.lakehouse.plan.Step.History.TYPE1;
import static dev.lakehouse.plan.Step.History.TYPE2;
import static dev.lakehouse.spark.Steps.reading;
import static dev.lakehouse.spark.Steps.row;
import static dev.lakehouse.spark.Steps.silver;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.SilverChanges.Input;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.TestLake;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Inputs whose rows are not only added. */
class SilverInputsTest {
  private final TestLake lake = TestLake.create();

  private void append(String... values) {
    lake.bronze(
        "bronze.orders",
        sql("SELECT * FROM VALUES " + String.join(",", values) + " AS t(id, amount, at)"));
  }

  /** As a source that is read as a whole each time leaves it. */
  private void replace(String... values) {
    sql("SELECT * FROM VALUES " + String.join(",", values) + " AS t(id, amount, at)")
        .write()
        .format("delta")
        .mode("overwrite")
        .save(lake.table("bronze.orders").path());
  }

  private static Step.Silver snapshots(Step.History history, Expectation... rules) {
    return reading(
        silver("orders", "bronze.orders", List.of("id"), "at", rules), history, Input.SNAPSHOT);
  }

  @Test
  void aKeyThatTheNextSnapshotLacksIsDeletedAsOfIt() {
    append("(1, 10, 1)", "(2, 20, 1)");
    lake.run(1L, snapshots(TYPE2)).ok();
    replace("(2, 21, 2)", "(3, 30, 2)");
    lake.run(2L, snapshots(TYPE2)).ok();
    replace("(1, 10, 3)", "(2, 21, 3)", "(3, 30, 3)");
    StepStatus third = lake.run(3L, snapshots(TYPE2)).ok().step("silver.orders");

    assertThat(lake.values("silver.orders", "id", "amount", "valid_from", "valid_to", "is_current"))
        .containsExactly(
            "1|10|1|2|false",
            "1|10|3|null|true",
            "2|20|1|2|false",
            "2|21|2|null|true",
            "3|30|2|null|true");
    assertThat(third.rows()).as("rows that are as they were are left alone").isEqualTo(1);
  }

  @Test
  void theNewestSnapshotIsTheTable() {
    append("(1, 10, 2)", "(2, 20, 2)");
    lake.run(1L, snapshots(TYPE1)).ok();
    append("(3, 5, 1)");
    lake.run(2L, snapshots(TYPE1)).ok();
    assertThat(lake.values("silver.orders", "id")).as("a late one").containsExactly("1", "2");
    append("(2, 21, 3)");
    lake.run(3L, snapshots(TYPE1)).ok();
    assertThat(lake.values("silver.orders", "id", "amount", "at")).containsExactly("2|21|3");
    lake.refreshing("silver.orders").run(4L, snapshots(TYPE1)).ok();
    assertThat(lake.values("silver.orders", "id", "amount", "at")).containsExactly("2|21|3");
  }

  @Test
  void aRowThatIsTurnedAwayIsNotMissing() {
    Expectation positive = row("positive", QUARANTINE, "amount > 0");
    append("(1, 10, 1)", "(2, 20, 1)");
    lake.run(1L, snapshots(TYPE2, positive)).ok();
    append("(1, -1, 2)");
    lake.run(2L, snapshots(TYPE2, positive)).ok();
    assertThat(lake.values("silver.orders", "id", "amount", "valid_to"))
        .containsExactly("1|10|null", "2|20|2");
    assertThat(lake.values("silver.orders_quarantine", "id", "amount")).containsExactly("1|-1");
  }

  @Test
  void rowsOfNoSnapshotAreRefused() {
    append("(1, 10, 1)", "(2, 20, CAST(NULL AS INT))");
    TestLake.Outcome refused = lake.run(1L, snapshots(TYPE1));
    assertThat(refused.failure().orElseThrow().reason()).isEqualTo(FailureReason.DATA_INVALID);
    assertThat(refused.step("silver.orders").message()).contains("rows whose at is null");
  }

  private static Step.Silver follower(Expectation... rules) {
    return reading(
        silver("follower", "silver.orders", List.of("id"), null, rules), TYPE1, Input.CHANGE_FEED);
  }

  @Test
  void changesOfAMergedTableAreFollowedDeletionsIncluded() {
    Expectation positive = row("positive", QUARANTINE, "amount > 0");
    append("(1, 10, 1)", "(2, 20, 1)", "(3, 30, 1)", "(4, -4, 1)");
    lake.run(2L, snapshots(TYPE1)).ok();
    lake.run(3L, follower(positive)).ok();
    assertThat(lake.values("silver.follower", "id", "amount"))
        .containsExactly("1|10", "2|20", "3|30");
    assertThat(lake.values("silver.follower_quarantine", "id")).containsExactly("4");
    append("(1, 10, 2)", "(2, 25, 2)", "(4, 4, 2)", "(5, -5, 2)");
    lake.run(4L, snapshots(TYPE1)).ok();
    StepStatus status = lake.run(5L, follower(positive)).ok().step("silver.follower");
    assertThat(lake.values("silver.follower", "id", "amount"))
        .containsExactly("1|10", "2|25", "4|4");
    assertThat(lake.values("silver.follower_quarantine", "id")).containsExactly("5");
    assertThat(lake.run(6L, follower(positive)).ok().step("silver.follower").state())
        .isEqualTo(StepStatus.State.SKIPPED);
    List<String> incremental = lake.values("silver.follower", "id", "amount", "at");
    lake.refreshing("silver.follower").run(7L, follower(positive)).ok();
    assertThat(lake.values("silver.follower", "id", "amount", "at")).isEqualTo(incremental);
    assertThat(status.message()).isNull();
  }

  @Test
  void rowsThatTheKeysDoNotIdentifyAreNoFeed() {
    append("(1, 10, 1)", "(1, 11, 2)");
    Step.Silver step =
        reading(
            silver("f", "bronze.orders", List.of("id"), null, row("id", FAIL, "id IS NOT NULL")),
            TYPE1,
            Input.CHANGE_FEED);
    TestLake.Outcome refused = lake.run(1L, step);
    assertThat(refused.failure().orElseThrow().reason()).isEqualTo(FailureReason.DATA_INVALID);
    assertThat(refused.step("silver.f").message())
        .contains("several rows of that have the same id");
  }

  @Test
  void whatComesOutOfQuarantineStandsWhereItWouldHaveStood() {
    Expectation positive = row("positive", QUARANTINE, "amount > 0");
    append("(1, 10, 1)", "(2, 20, 1)");
    lake.run(1L, snapshots(TYPE2, positive)).ok();
    append("(1, -1, 2)", "(2, 20, 2)");
    append("(1, 30, 3)", "(2, -2, 3)");
    lake.run(2L, snapshots(TYPE2, positive)).ok();
    Expectation any = row("positive", QUARANTINE, "amount <> 0");
    lake.releasing("silver.orders").run(3L, snapshots(TYPE2, any)).ok();
    assertThat(lake.values("silver.orders", "id", "amount", "valid_from", "valid_to"))
        .containsExactly("1|-1|2|3", "1|10|1|2", "1|30|3|null", "2|-2|3|null", "2|20|1|3");
  }
}
