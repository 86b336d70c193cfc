package dev.lakehouse.spark.silver;

import static dev.lakehouse.plan.Expectation.Action.DROP;
import static dev.lakehouse.plan.Expectation.Action.FAIL;
import static dev.lakehouse.plan.Expectation.Action.QUARANTINE;
import static dev.lakehouse.plan.Expectation.Action.WARN;
import static dev.lakehouse.spark.Steps.row;
import static dev.lakehouse.spark.Steps.silver;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.ColumnMask;
import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.SilverDraft;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.Steps;
import dev.lakehouse.spark.TestLake;
import dev.lakehouse.spark.delta.CommitNote;
import io.delta.tables.DeltaTable;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SilverStepTest {
  private final TestLake lake = TestLake.create();

  private void orders(String... values) {
    lake.bronze(
        "bronze.orders",
        sql("SELECT * FROM VALUES " + String.join(",", values) + " AS t(id, amount, at)"));
  }

  @Test
  void readsOnlyWhatIsNewAndSaysWhichVersionsItUsed() {
    orders("(1, 10, 1)", "(2, 20, 1)");
    Step.Silver step = silver("orders", "bronze.orders", List.of("id"), "at");
    StepStatus first = lake.run(1L, step).ok().step("silver.orders");
    orders("(2, 25, 2)", "(3, 30, 1)", "(1, 5, 0)");
    StepStatus second = lake.run(2L, step).ok().step("silver.orders");

    assertThat(first.rows()).isEqualTo(2);
    assertThat(first.tableRows()).isEqualTo(2);
    assertThat(first.inputs()).containsEntry("bronze.orders", 0L);
    assertThat(second.rows()).isEqualTo(2);
    assertThat(second.tableRows()).isEqualTo(3);
    assertThat(second.inputs()).containsEntry("bronze.orders", 1L);
    assertThat(second.version()).isEqualTo(lake.version("silver.orders"));
    assertThat(lake.values("silver.orders", "id", "amount"))
        .containsExactly("1|10", "2|25", "3|30");
  }

  @Test
  void aTableWhoseColumnsOrKeysChangeIsMadeAnewFromAllItsInput() {
    orders("(1, 10, 1)", "(2, 20, 1)");
    lake.run(1L, silver("orders", "bronze.orders", List.of("id"), "at")).ok();
    Step.Silver other =
        Steps.silver(
            "orders",
            "bronze.orders",
            List.of(
                new Step.SilverColumn("id", null, null, null),
                new Step.SilverColumn("at", null, null, null),
                new Step.SilverColumn("cents", "amount * 100", "bigint", null)),
            "amount > 5",
            List.of("id", "at"),
            "cents");
    StepStatus changed = lake.run(2L, other).ok().step("silver.orders");
    StepStatus again = lake.run(3L, other).ok().step("silver.orders");

    assertThat(changed.rows()).as("nothing new in bronze, and yet").isEqualTo(2);
    assertThat(lake.values("silver.orders", "id", "at", "cents"))
        .containsExactly("1|1|1000", "2|1|2000");
    assertThat(again.state()).isEqualTo(StepStatus.State.SKIPPED);
  }

  @Test
  void aTableIsClusteredFromItsFirstCommitOnAndStaysSoWhenRebuilt() {
    orders("(1, 10, 1)");
    Step.Silver plain = silver("orders", "bronze.orders", List.of("id"), "at");
    Step.Silver step = SilverDraft.like(plain).clusterBy(List.of("id", "at")).step();
    lake.run(1L, step).ok();
    orders("(2, 25, 2)");
    lake.run(2L, step).ok();

    assertThat(lake.values("silver.orders", "id")).containsExactly("1", "2");
    assertThat(
            sql("DESCRIBE DETAIL delta.`" + lake.table("silver.orders").path() + "`")
                .select("clusteringColumns")
                .first()
                .getList(0))
        .hasToString("[id, at]");
  }

  @Test
  void nothingNewIsSkippedAndMakesNoCommit() {
    orders("(1, 10, 1)");
    Step.Silver step = silver("orders", "bronze.orders", List.of("id"), "at");
    lake.run(1L, step).ok();
    StepStatus again = lake.run(2L, step).ok().step("silver.orders");

    assertThat(again.state()).isEqualTo(StepStatus.State.SKIPPED);
    assertThat(again.message()).contains("nothing new");
    assertThat(lake.version("silver.orders")).isZero();
  }

  @Test
  void aRestartedRunFindsWhatItHasCommitted() {
    orders("(1, 10, 1)");
    Step.Silver step = silver("orders", "bronze.orders", List.of("id"), "at");
    lake.run(1L, step).ok();
    orders("(2, 20, 1)");
    StepStatus again = lake.run(1L, step).ok().step("silver.orders");

    assertThat(again.state()).isEqualTo(StepStatus.State.SUCCEEDED);
    assertThat(again.version()).isZero();
    assertThat(again.rows()).isEqualTo(1);
    assertThat(lake.values("silver.orders", "id")).containsExactly("1");
  }

  @Test
  void anOlderRunIsFencedAndChangesNothing() {
    orders("(1, 10, 1)");
    Step.Silver step = silver("orders", "bronze.orders", List.of("id"), "at");
    lake.run(7L, step).ok();
    orders("(2, 20, 1)");
    TestLake.Outcome older = lake.run(6L, step);

    assertThat(older.failure().orElseThrow().reason()).isEqualTo(FailureReason.FENCED);
    assertThat(older.step("silver.orders").message()).contains("Run 6").contains("newer run 7");
    assertThat(lake.version("silver.orders")).isZero();
  }

  @Test
  @Tag("slow")
  void anyOrderRepetitionAndSplitGivesTheSameTable() {
    List<String> rows = new java.util.ArrayList<>();
    Random data = new Random(11);
    for (int i = 0; i < 40; i++) {
      int at = data.nextInt(4);
      rows.add(
          "(%d, %d, %s)"
              .formatted(data.nextInt(8), data.nextInt(5), at == 3 ? "CAST(NULL AS INT)" : at));
    }
    List<String> expected = null;
    for (int seed = 0; seed < 3; seed++) {
      List<String> actual = afterShuffling(rows, new Random(seed));
      expected = expected == null ? actual : expected;
      assertThat(actual).as("seed %d", seed).isEqualTo(expected).hasSize(8);
    }
  }

  private static List<String> afterShuffling(List<String> rows, Random random) {
    TestLake other = TestLake.create();
    List<String> shuffled = new java.util.ArrayList<>(rows);
    shuffled.addAll(rows.subList(0, random.nextInt(rows.size())));
    java.util.Collections.shuffle(shuffled, random);
    Step.Silver step = silver("orders", "bronze.orders", List.of("id"), "at");
    long run = 1;
    for (int from = 0; from < shuffled.size(); ) {
      int to = Math.min(shuffled.size(), from + 8 + random.nextInt(shuffled.size() / 2));
      String values = shuffled.subList(from, to).stream().collect(Collectors.joining(","));
      other.bronze(
          "bronze.orders", sql("SELECT * FROM VALUES " + values + " AS t(id, amount, at)"));
      other.run(run++, step).ok();
      from = to;
    }
    return other.values("silver.orders", "id", "amount", "at");
  }

  @Test
  void rowsOfOneSequenceThatDifferInWhereTheirNullsAreConverge() {
    String one = "SELECT 1 AS id, 5 AS at, 7 AS a, cast(null AS int) AS b";
    String other = "SELECT 1 AS id, 5 AS at, cast(null AS int) AS a, 7 AS b";
    List<String> inOrder = newestOf(TestLake.create(), one, other);
    assertThat(newestOf(TestLake.create(), other, one)).isEqualTo(inOrder);
  }

  private static List<String> newestOf(TestLake lake, String... rows) {
    long run = 0;
    for (String row : rows) {
      lake.bronze("bronze.pairs", sql(row));
      lake.run(++run, silver("pairs", "bronze.pairs", List.of("id"), "at")).ok();
    }
    return lake.values("silver.pairs", "id", "a", "b");
  }

  @Test
  void withoutSequenceTheRowThatCameLastWins() {
    orders("(1, 10, 1)", "(1, 11, 1)");
    Step.Silver step = silver("orders", "bronze.orders", List.of("id"), null);
    lake.run(1L, step).ok();
    assertThat(lake.values("silver.orders", "amount")).containsExactly("11");
    orders("(1, 9, 0)");
    lake.run(2L, step).ok();
    assertThat(lake.values("silver.orders", "amount")).containsExactly("9");
    lake.refreshing("silver.orders").run(3L, step).ok();
    assertThat(lake.values("silver.orders", "amount")).containsExactly("9");
  }

  @Test
  void appendsWithoutKeys() {
    orders("(1, 10, 1)");
    Step.Silver step = silver("log", "bronze.orders", List.of(), null);
    lake.run(1L, step).ok();
    orders("(1, 10, 1)");
    lake.run(2L, step).ok();
    assertThat(lake.values("silver.log", "id")).containsExactly("1", "1");
  }

  @Test
  void columnsAreComputedMaskedAndCast() {
    lake.bronze(
        "bronze.people",
        sql("SELECT 'a@x' AS mail, ' 12 ' AS age, 1 AS id UNION ALL SELECT NULL, '7', 2"));
    lake.env("LAKEHOUSE_SALT_PII", "pepper");
    Step.Silver step =
        silver(
            "people",
            "bronze.people",
            List.of(
                new Step.SilverColumn("id", null, "bigint", null),
                new Step.SilverColumn(
                    "mail", null, null, new ColumnMask.Hash("LAKEHOUSE_SALT_PII")),
                new Step.SilverColumn("years", "trim(age)", "int", null)),
            "age <> '99'",
            List.of("id"),
            "id");
    lake.run(1L, step).ok();

    String hash = sql("SELECT sha2('peppera@x', 256)").first().getString(0);
    assertThat(lake.values("silver.people", "id", "mail", "years"))
        .containsExactly("1|" + hash + "|12", "2|null|7");
    assertThat(lake.rows("silver.people").schema().simpleString())
        .isEqualTo("struct<id:bigint,mail:string,years:int>");
  }

  @Test
  void aMissingSaltIsNamed() {
    orders("(1, 10, 1)");
    Step.Silver step =
        silver(
            "orders",
            "bronze.orders",
            List.of(
                new Step.SilverColumn(
                    "id", null, null, new ColumnMask.Hash("LAKEHOUSE_SALT_GONE"))),
            null,
            List.of(),
            null);
    TestLake.Outcome outcome = lake.run(1L, step);
    assertThat(outcome.failure().orElseThrow().reason())
        .isEqualTo(FailureReason.CONFIGURATION_MISSING);
    assertThat(outcome.step("silver.orders").message()).contains("LAKEHOUSE_SALT_GONE");
  }

  @Test
  void eachActionDoesWhatItSays() {
    orders("(1, 10, 1)", "(2, -1, 1)", "(3, 0, 1)", "(4, 500, 1)", "(5, CAST(NULL AS INT), 1)");
    Step.Silver step =
        silver(
            "orders",
            "bronze.orders",
            List.of("id"),
            "at",
            row("known", DROP, "amount IS NOT NULL"),
            row("positive", QUARANTINE, "amount >= 0 OR amount IS NULL"),
            row("plausible", WARN, "amount < 100 OR amount IS NULL"),
            row("has_id", FAIL, "id IS NOT NULL"));
    StepStatus status = lake.run(1L, step).ok().step("silver.orders");

    assertThat(status.expectations())
        .extracting(r -> r.name() + " " + r.action() + " " + r.met() + " " + r.violations())
        .containsExactly(
            "known Drop false 1",
            "positive Quarantine false 1",
            "plausible Warn false 1",
            "has_id Fail true 0");
    assertThat(lake.values("silver.orders", "id")).containsExactly("1", "3", "4");
    assertThat(lake.values("silver.orders_quarantine", "id", "_rules[0]", "_run"))
        .containsExactly("2|positive|1");
  }

  @Test
  void failLeavesEverythingAsItWas() {
    orders("(1, 10, 1)");
    Step.Silver step =
        silver(
            "orders",
            "bronze.orders",
            List.of("id"),
            "at",
            row("positive", FAIL, "amount > 0"),
            row("small", QUARANTINE, "amount < 100"));
    lake.run(1L, step).ok();
    orders("(2, -5, 1)", "(3, 1000, 1)");
    TestLake.Outcome outcome = lake.run(2L, step);

    assertThat(outcome.failure().orElseThrow().reason())
        .isEqualTo(FailureReason.EXPECTATION_FAILED);
    assertThat(outcome.step("silver.orders").message()).contains("positive (1 violations)");
    assertThat(outcome.step("silver.orders").expectations()).hasSize(2);
    assertThat(lake.version("silver.orders")).isZero();
    assertThat(lake.version("silver.orders_quarantine")).isEqualTo(-1);
  }

  @Test
  void tableExpectationsSeeTheTableAsItWillBe() {
    lake.bronze("bronze.customers", sql("SELECT 1 AS id UNION ALL SELECT 2"));
    orders("(1, 1, 1)", "(2, 2, 1)");
    Step.Silver step =
        silver(
            "orders",
            "bronze.orders",
            List.of("id"),
            "at",
            new Expectation.Unique("pk", FAIL, List.of("id")),
            new Expectation.Unique("amounts", WARN, List.of("amount")),
            new Expectation.References(
                "known", WARN, List.of("amount"), TableName.of("bronze.customers"), List.of("id")),
            new Expectation.RowCount("size", FAIL, 1L, 3L));
    lake.run(1L, step).ok();
    orders("(2, 1, 2)", "(3, 9, 1)");
    StepStatus second = lake.run(2L, step).ok().step("silver.orders");
    assertThat(second.expectations())
        .extracting(r -> r.name() + " " + r.violations())
        .containsExactly("pk 0", "amounts 2", "known 1", "size 0");
    orders("(4, 1, 1)");
    assertThat(lake.run(3L, step).failure().orElseThrow().reason())
        .isEqualTo(FailureReason.EXPECTATION_FAILED);
    assertThat(lake.values("silver.orders", "id")).containsExactly("1", "2", "3");
  }

  @Test
  void changedInputIsReadInFullAndReplacesTheTable() {
    orders("(1, 10, 1)", "(2, 20, 1)");
    Step.Silver step =
        silver("log", "bronze.orders", List.of(), null, row("positive", QUARANTINE, "amount > 0"));
    lake.run(1L, step).ok();
    DeltaTable.forPath(TestLake.spark(), lake.table("bronze.orders").path()).delete("id = 1");
    orders("(3, -1, 1)");
    lake.run(2L, step).ok();
    assertThat(lake.values("silver.log", "id")).containsExactly("2");
    assertThat(lake.values("silver.log_quarantine", "id")).containsExactly("3");
    long version = lake.version("silver.log");
    lake.refreshing("silver.log").run(3L, step).ok();
    assertThat(lake.version("silver.log")).isEqualTo(version + 1);
    assertThat(lake.values("silver.log", "id")).containsExactly("2");
    assertThat(lake.values("silver.log_quarantine", "id")).containsExactly("3");
  }

  @Test
  void compactionOfTheInputIsNoChange() {
    orders("(1, 10, 1)");
    Step.Silver step = silver("log", "bronze.orders", List.of(), null);
    lake.run(1L, step).ok();
    orders("(2, 20, 1)");
    DeltaTable.forPath(TestLake.spark(), lake.table("bronze.orders").path())
        .optimize()
        .executeCompaction();
    StepStatus second = lake.run(2L, step).ok().step("silver.log");
    assertThat(second.rows()).isEqualTo(1);
    assertThat(second.tableRows()).isEqualTo(2);
    assertThat(lake.values("silver.log", "id")).containsExactly("1", "2");
  }

  @Test
  void aNewColumnOfTheInputComesAlong() {
    orders("(1, 10, 1)");
    Step.Silver step = silver("orders", "bronze.orders", List.of("id"), "at");
    lake.run(1L, step).ok();
    sql("SELECT 2 AS id, 20 AS amount, 1 AS at, 'web' AS channel")
        .write()
        .format("delta")
        .mode("append")
        .option("mergeSchema", "true")
        .save(lake.table("bronze.orders").path());
    lake.run(2L, step).ok();
    assertThat(lake.values("silver.orders", "id", "channel")).containsExactly("1|null", "2|web");
  }

  @Test
  void theWatermarkStandsInTheCommitOfTheData() {
    orders("(1, 10, 1)");
    lake.run(5L, silver("orders", "bronze.orders", List.of("id"), "at")).ok();
    CommitNote note = lake.table("silver.orders").state().note().orElseThrow();
    assertThat(note.sequence()).isEqualTo(5);
    assertThat(note.step()).isEqualTo("silver.orders");
    assertThat(note.inputs()).containsEntry("bronze.orders", 0L);
    assertThat(lake.table("silver.orders").state().sequence()).isEqualTo(5);
  }

  @Test
  void badExpressionsAndBadDataAreToldApart() {
    orders("(1, 10, 1)");
    Step.Silver noColumn =
        silver(
            "a",
            "bronze.orders",
            List.of(new Step.SilverColumn("x", "nope + 1", null, null)),
            null,
            List.of(),
            null);
    TestLake.Outcome sqlInvalid = lake.run(1L, noColumn);
    assertThat(sqlInvalid.failure().orElseThrow().reason()).isEqualTo(FailureReason.SQL_INVALID);
    assertThat(sqlInvalid.step("silver.a").message()).contains("nope");
    Step.Silver noNumber =
        silver(
            "b",
            "bronze.orders",
            List.of(new Step.SilverColumn("x", "cast(concat('n', id) AS int)", null, null)),
            null,
            List.of(),
            null);
    assertThat(lake.run(1L, noNumber).failure().orElseThrow().reason())
        .isEqualTo(FailureReason.DATA_INVALID);
    assertThat(lake.run(1L, silver("c", "bronze.nothing", List.of(), null)).failure().orElseThrow())
        .satisfies(f -> assertThat(f.reason()).isEqualTo(FailureReason.SOURCE_NOT_FOUND))
        .satisfies(f -> assertThat(f.message()).contains("bronze.nothing"));
  }
}
