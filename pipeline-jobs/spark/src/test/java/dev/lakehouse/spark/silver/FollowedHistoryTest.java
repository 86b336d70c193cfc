package dev.lakehouse.spark.silver;

import static dev.lakehouse.spark.Steps.reading;
import static dev.lakehouse.spark.Steps.row;
import static dev.lakehouse.spark.Steps.silver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Expectation.Action;
import dev.lakehouse.plan.SilverChanges;
import dev.lakehouse.plan.SilverDraft;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.CrashPoints;
import dev.lakehouse.spark.TestLake;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions of the rows of a table that is merged itself. */
class FollowedHistoryTest {
  private static final String GAP = "gone";

  private final TestLake lake = TestLake.create();

  private static Step.Silver follower(List<Step.SilverColumn> columns) {
    return reading(
        silver(
            "follower",
            "silver.state",
            columns,
            null,
            List.of("id"),
            null,
            row("positive", Action.QUARANTINE, "amount > 0")),
        Step.History.TYPE2,
        SilverChanges.Input.CHANGE_FEED);
  }

  /** Of each key the values it had, in order, with {@link #GAP} where it was not there. */
  private Map<Integer, List<String>> told(String value) {
    Map<Integer, List<String>> told = new TreeMap<>();
    Map<Integer, Timestamp> ends = new TreeMap<>();
    List<Row> rows =
        lake.rows("silver.follower")
            .selectExpr(
                "id", "CAST(" + value + " AS string)", "valid_from", "valid_to", "is_current")
            .orderBy("id", "valid_from")
            .collectAsList();
    for (Row row : rows) {
      List<String> values = told.computeIfAbsent(row.getInt(0), id -> new ArrayList<>());
      if (!values.isEmpty() && !row.getTimestamp(2).equals(ends.get(row.getInt(0)))) {
        values.add(GAP);
      }
      values.add(row.getString(1));
      ends.put(row.getInt(0), row.getTimestamp(3));
      assertThat(row.isNullAt(3)).as("current ones are open").isEqualTo(row.getBoolean(4));
    }
    ends.forEach(
        (id, end) -> {
          if (end != null) {
            told.get(id).add(GAP);
          }
        });
    return told;
  }

  /** What a reader of every commit would have noted. */
  private static void note(Map<Integer, List<String>> notes, Map<Integer, Integer> state) {
    state.keySet().forEach(id -> notes.computeIfAbsent(id, key -> new ArrayList<>()));
    notes.forEach(
        (id, values) -> {
          Integer amount = state.get(id);
          String now = amount == null || amount <= 0 ? GAP : amount.toString();
          boolean first = values.isEmpty() && now.equals(GAP);
          if (!first && (values.isEmpty() || !values.get(values.size() - 1).equals(now))) {
            values.add(now);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyCommitIsAVersionHoweverRunsAreDividedAndDriversDie(boolean feed) {
    Random random = new Random(Long.getLong("lakehouse.feed.seed", 3L));
    ChangingTable state = new ChangingTable(lake, "silver.state", random);
    Map<Integer, List<String>> notes = new TreeMap<>();
    state.overwrite();
    if (feed) {
      TestLake.spark()
          .sql(
              "ALTER TABLE delta.`%s` SET TBLPROPERTIES (delta.enableChangeDataFeed = true)"
                  .formatted(lake.table("silver.state").path()));
    }
    note(notes, state.rows());
    Step follower = follower(List.of());
    long sequence = 1;
    lake.run(sequence, follower).ok();
    for (int round = 0; round < Integer.getInteger("lakehouse.feed.rounds", 3); round++) {
      for (int change = random.nextInt(3); change >= 0; change--) {
        state.change();
        note(notes, state.rows());
      }
      sequence++;
      if (random.nextInt(3) == 0) {
        String point =
            List.of("silver.follower:after-commit", "silver.follower_quarantine:after-commit")
                .get(random.nextInt(2));
        lake.crashing(
            at -> {
              if (at.equals(point)) {
                throw new IllegalStateException("killed at " + at);
              }
            });
        lake.run(sequence, follower);
        lake.crashing(CrashPoints.NONE);
      }
      lake.run(sequence, follower).ok();
      Map<Integer, List<String>> expected = new TreeMap<>(notes);
      expected.values().removeIf(List::isEmpty);
      assertThat(told("amount")).as("round %d", round).isEqualTo(expected);
    }
  }

  private void state(String rows) {
    lake.bronze("silver.state", TestLake.sql("SELECT * FROM VALUES " + rows + " AS t(id, amount)"));
  }

  private void change(String statement) {
    TestLake.sql(statement.formatted("delta.`" + lake.table("silver.state").path() + "`"));
  }

  @Test
  void historyOutlivesAnotherDeclarationAndATableThatWasMadeAnew() throws Exception {
    state("(1, 10), (2, 20), (3, 30)");
    lake.run(1L, follower(List.of())).ok();
    change("UPDATE %s SET amount = 11 WHERE id = 1");
    lake.run(2L, follower(List.of())).ok();
    assertThat(told("amount"))
        .isEqualTo(Map.of(1, List.of("10", "11"), 2, List.of("20"), 3, List.of("30")));

    List<Step.SilverColumn> columns =
        List.of(
            new Step.SilverColumn("id", null, null, null),
            new Step.SilverColumn("amount", null, "bigint", null),
            new Step.SilverColumn("big", "amount > 15", null, null));
    change("DELETE FROM %s WHERE id = 3");
    StepStatus compared = lake.run(3L, follower(columns)).ok().step("silver.follower");
    assertThat(compared.message()).contains("was compared with the current versions");
    assertThat(told("amount"))
        .isEqualTo(
            Map.of(1, List.of("10", "11", "11"), 2, List.of("20", "20"), 3, List.of("30", GAP)));
    assertThat(lake.values("silver.follower", "id", "amount", "big", "is_current"))
        .contains("1|10|null|false", "1|11|false|true", "2|20|true|true", "3|30|null|false");

    TestLake.sql("SELECT 1 AS id, 12 AS amount")
        .write()
        .format("delta")
        .mode("overwrite")
        .save(lake.folder().resolve("other").toString());
    org.apache.hadoop.fs.FileUtil.fullyDelete(
        new java.io.File(lake.table("silver.state").path().replaceFirst("^file:", "")));
    org.apache.spark.sql.delta.DeltaLog.clearCache();
    java.nio.file.Files.move(
        lake.folder().resolve("other"),
        java.nio.file.Path.of(lake.table("silver.state").path().replaceFirst("^file:", "")));
    lake.run(4L, follower(columns)).ok();
    assertThat(told("amount").get(1)).containsExactly("10", "11", "11", "12");
    assertThat(told("amount").get(2)).containsExactly("20", "20", GAP);
    assertThat(lake.run(5L, follower(columns)).ok().step("silver.follower").message())
        .contains("nothing new");

    lake.refreshing("silver.follower");
    lake.run(6L, follower(columns)).ok();
    assertThat(told("amount")).isEqualTo(Map.of(1, List.of("12")));
  }

  @Test
  void aRefusedVersionThatAnotherOneReplacedIsNotKept() {
    state("(1, 10), (2, 20)");
    lake.run(1L, follower(List.of())).ok();
    change("UPDATE %s SET amount = -1");
    change("UPDATE %s SET amount = 12 WHERE id = 1");
    lake.run(2L, follower(List.of())).ok();
    assertThat(told("amount"))
        .isEqualTo(Map.of(1, List.of("10", GAP, "12"), 2, List.of("20", GAP)));
    assertThat(lake.values("silver.follower_quarantine", "id", "amount"))
        .as("as in two runs")
        .containsExactly("2|-1");
  }

  @Test
  void keysAreFoundWhateverTheirCase() {
    state("(1, 10)");
    Step.Silver shouting =
        new Step.Silver(
            "silver.follower",
            List.of(),
            TableName.of("silver.state"),
            TableName.of("silver.follower"),
            List.of(),
            null,
            List.of("ID"),
            null,
            Step.History.TYPE2,
            new SilverChanges(null, false, SilverChanges.Input.CHANGE_FEED),
            List.of(),
            List.of(),
            null,
            null,
            null,
            null);
    lake.run(1L, shouting).ok();
    change("UPDATE %s SET amount = 11");
    lake.run(2L, shouting).ok();
    assertThat(told("amount")).isEqualTo(Map.of(1, List.of("10", "11")));
  }

  @Test
  void aRowThatComesOutOfQuarantineIsAVersionFromThenOn() {
    state("(1, 10), (2, -20)");
    lake.run(1L, follower(List.of())).ok();
    assertThat(told("amount")).isEqualTo(Map.of(1, List.of("10")));
    change("UPDATE %s SET amount = -1 WHERE id = 1");
    lake.run(2L, follower(List.of())).ok();
    assertThat(told("amount")).isEqualTo(Map.of(1, List.of("10", GAP)));
    Step.Silver lenient =
        SilverDraft.like(follower(List.of()))
            .expectations(List.of(row("positive", Action.QUARANTINE, "amount > -5")))
            .step();
    lake.releasing("silver.follower");
    lake.run(3L, lenient).ok();
    lake.releasing(null);
    assertThat(told("amount")).isEqualTo(Map.of(1, List.of("10", "-1")));
    change("DELETE FROM %s WHERE id = 1");
    lake.run(4L, lenient).ok();
    assertThat(told("amount")).isEqualTo(Map.of(1, List.of("10", "-1", GAP)));
  }
}
