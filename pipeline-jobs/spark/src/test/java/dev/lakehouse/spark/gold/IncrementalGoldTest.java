package dev.lakehouse.spark.gold;

import static dev.lakehouse.plan.Expectation.Action.DROP;
import static dev.lakehouse.plan.Expectation.Action.FAIL;
import static dev.lakehouse.plan.Expectation.Action.QUARANTINE;
import static dev.lakehouse.spark.Steps.incremental;
import static dev.lakehouse.spark.Steps.row;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.CrashPoints;
import dev.lakehouse.spark.TestLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncrementalGoldTest {
  private static final String TOTALS =
      "SELECT c AS customer, count(*) AS n, sum(amount) AS s FROM silver.orders GROUP BY c";

  private final TestLake lake = TestLake.create();

  /** A hundred orders of twenty customers in several files. */
  private void orders() {
    sql(
        "CREATE TABLE %s (id BIGINT, c BIGINT, amount BIGINT, note STRING) USING delta"
            .formatted(orders));
    for (int part = 0; part < 2; part++) {
      sql(
          "INSERT INTO %s SELECT id, id %% 20, 10, 'x' FROM range(%d, %d)"
              .formatted(orders, part * 50, part * 50 + 50));
    }
  }

  private final String orders = "delta.`" + lake.table("silver.orders").path() + "`";

  private static Step totals(Expectation... expectations) {
    return incremental(
        "totals", TOTALS, List.of("silver.orders"), List.of("customer"), expectations);
  }

  private StepStatus run(long sequence, Step step) {
    return lake.run(sequence, step).ok().step(step.id());
  }

  private List<String> touchedByLastCommit() {
    long version = lake.version("gold.totals");
    return lake
        .rows("gold.totals")
        .sparkSession()
        .sql("DESCRIBE HISTORY delta.`%s`".formatted(lake.table("gold.totals").path()))
        .where("version = " + version)
        .selectExpr(
            "concat_ws(' ', operation, operationMetrics['numTargetRowsInserted'], operationMetrics['numTargetRowsUpdated'], operationMetrics['numTargetRowsDeleted'])")
        .collectAsList()
        .stream()
        .map(found -> found.getString(0))
        .toList();
  }

  @Test
  void onlyKeysThatChangedAreComputedAndWrittenAndThoseWithoutRowsGo() {
    orders();
    assertThat(run(1, totals()).message()).isEqualTo("made in full: it is made for the first time");
    sql("UPDATE %s SET amount = 11 WHERE id = 3".formatted(orders));
    sql("DELETE FROM %s WHERE c = 7".formatted(orders));
    sql("INSERT INTO %s VALUES (1000, 99, 5, 'new')".formatted(orders));
    sql("UPDATE %s SET note = 'not read' WHERE c > 10".formatted(orders));

    StepStatus second = run(2, totals());
    assertThat(second.message()).isEqualTo("incremental: 3 keys may have changed");
    assertThat(second.metrics()).containsEntry("affectedKeys", 3.0);
    assertThat(second.rows()).isEqualTo(3);
    assertThat(second.tableRows()).isEqualTo(20);
    assertThat(touchedByLastCommit()).containsExactly("MERGE 1 1 1");
    assertThat(lake.values("gold.totals", "customer", "n", "s"))
        .contains("3|5|51", "99|1|5", "4|5|50")
        .noneMatch(row -> row.startsWith("7|"))
        .hasSize(20);

    sql("UPDATE %s SET note = 'still not read'".formatted(orders));
    StepStatus third = run(3, totals());
    assertThat(third.message()).isEqualTo("incremental: the changes of its inputs affect no key");
    assertThat(third.tableRows()).isEqualTo(20);
    assertThat(run(4, totals()).state()).isEqualTo(StepStatus.State.SKIPPED);
  }

  @Test
  void itSaysWhyItIsMadeInFull() {
    orders();
    Step limited =
        incremental(
            "l",
            "SELECT id FROM silver.orders ORDER BY id LIMIT 3",
            List.of("silver.orders"),
            List.of("id"));
    Step clock =
        incremental(
            "d",
            "SELECT id, current_date() AS d FROM silver.orders",
            List.of("silver.orders"),
            List.of("id"));
    Step global =
        incremental(
            "g",
            "SELECT id, sum(amount) OVER (ORDER BY id) AS s FROM silver.orders",
            List.of("silver.orders"),
            List.of("id"));
    Step twice =
        incremental("t", "SELECT c, id FROM silver.orders", List.of("silver.orders"), List.of("c"));
    lake.run(1L, limited, clock, global, twice, totals()).ok();
    sql("INSERT INTO %s VALUES (1000, 3, 5, 'new')".formatted(orders));
    TestLake.Outcome outcome = lake.run(2L, limited, clock, global, twice).ok();
    assertThat(outcome.steps())
        .extracting(StepStatus::message)
        .containsExactly(
            "made in full: it uses LIMIT",
            "made in full: current_date() may give another answer on every run",
            "made in full: every row may depend on each row of silver.orders (a window without PARTITION BY)",
            "incremental: 1 keys may have changed");
    assertThat(
            run(
                    2,
                    incremental(
                        "totals", TOTALS + ", note", List.of("silver.orders"), List.of("customer")))
                .message())
        .isEqualTo("made in full: its declaration changed");
    sql("UPDATE %s SET amount = 1".formatted(orders));
    lake.run(3L, totals()).ok();
    sql("UPDATE %s SET amount = 2".formatted(orders));
    assertThat(run(4, totals()).message())
        .isEqualTo("made in full: 20 keys of 20 rows are affected, all of it costs less");
    sql("UPDATE %s SET amount = 3 WHERE id = 1".formatted(orders));
    assertThat(lake.refreshing("gold.totals").run(5L, totals()).ok().step("gold.totals").message())
        .isEqualTo("made in full: a full refresh was asked for");
  }

  @Test
  void expectationsHoldForWhatIsMergedAndQuarantineFollowsItsKeys() {
    orders();
    Step step =
        totals(
            row("drop", DROP, "customer <> 1"),
            row("much", QUARANTINE, "s < 100"),
            row("fail", FAIL, "s < 1000"));
    run(1, step);
    sql("UPDATE %s SET amount = 100 WHERE id IN (1, 2, 3)".formatted(orders));
    run(2, step);
    assertThat(lake.values("gold.totals", "customer")).hasSize(17).doesNotContain("1", "2", "3");
    assertThat(lake.values("gold.totals_quarantine", "customer")).containsExactly("1", "2", "3");

    sql("UPDATE %s SET amount = 9 WHERE id = 2".formatted(orders));
    sql("UPDATE %s SET amount = 100 WHERE id = 4".formatted(orders));
    assertThat(run(3, step).message()).isEqualTo("incremental: 2 keys may have changed");
    assertThat(lake.values("gold.totals", "customer")).contains("2").doesNotContain("3", "4");
    assertThat(lake.values("gold.totals_quarantine", "customer")).containsExactly("1", "3", "4");

    sql("UPDATE %s SET amount = 1000 WHERE id = 5".formatted(orders));
    long before = lake.version("gold.totals");
    assertThat(lake.run(4L, step).failure().orElseThrow().reason())
        .isEqualTo(FailureReason.EXPECTATION_FAILED);
    assertThat(lake.version("gold.totals")).isEqualTo(before);
  }

  /** How many keys are compared in the driver at most; none: all go into a MERGE. */
  private static void keysInMemory(int keys) {
    // Runs have a session each, made of the context's settings.
    TestLake.spark()
        .sparkContext()
        .conf()
        .set("spark.lakehouse.incremental.keysInMemory", Integer.toString(keys));
  }

  @AfterEach
  void keysInMemoryAsByDefault() {
    keysInMemory(50_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {50_000, 0})
  void anOlderRunThatWakesCanNeitherCommitNorSpoilWhatIsMerged(int keysInMemory) {
    keysInMemory(keysInMemory);
    orders();
    run(1, totals());
    sql("UPDATE %s SET amount = 11 WHERE id = 3".formatted(orders));
    TestLake.Outcome[] newer = new TestLake.Outcome[1];
    // Run 2 is about to commit; run 5, which knows what it does and more, is faster.
    lake.crashing(
        at -> {
          if (newer[0] == null && at.equals("gold.totals:before-commit")) {
            newer[0] = new TestLake.Outcome(null, List.of(), 0);
            sql("UPDATE %s SET amount = 10 WHERE id = 3".formatted(orders));
            sql("UPDATE %s SET amount = 12 WHERE id = 4".formatted(orders));
            newer[0] = lake.run(5L, totals());
          }
        });
    TestLake.Outcome older = lake.run(2L, totals());
    lake.crashing(CrashPoints.NONE);
    assertThat(newer[0].ok().step("gold.totals").message())
        .isEqualTo("incremental: 1 keys may have changed");
    assertThat(older.failure().orElseThrow().reason()).isEqualTo(FailureReason.FENCED);
    assertThat(lake.values("gold.totals", "customer", "s")).contains("3|50", "4|52");
    // Before a MERGE the log has the claim of run 4, by which run 2 and all between were kept out.
    assertThat(lake.version("gold.totals")).isEqualTo(keysInMemory == 0 ? 2 : 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {50_000, 0})
  void aDriverThatDiesAroundAMergeGoesOnToTheSameTable(int keysInMemory) {
    keysInMemory(keysInMemory);
    orders();
    run(1, totals());
    sql("UPDATE %s SET amount = 11 WHERE id = 3".formatted(orders));
    for (String point : List.of("gold.totals:before-commit", "gold.totals:after-commit")) {
      TestLake copy = lake.copy();
      copy.crashing(
              at -> {
                if (at.equals(point)) {
                  throw new IllegalStateException("killed at " + at);
                }
              })
          .run(2L, totals());
      copy.crashing(CrashPoints.NONE).run(2L, totals()).ok();
      assertThat(copy.values("gold.totals", "customer", "s"))
          .as(point)
          .contains("3|51", "4|50")
          .hasSize(20);
      assertThat(copy.version("gold.totals")).as(point).isEqualTo(1);
    }
  }

  @Test
  void whatOnlyCameIsPutOnTopAndNothingOldIsRead() throws IOException {
    orders();
    Step step =
        incremental(
            "totals",
            "SELECT c AS customer, count(*) AS n, sum(amount) AS s, min(id) AS first, max(note) AS m FROM silver.orders GROUP BY c",
            List.of("silver.orders"),
            List.of("customer"));
    run(1, step);
    List<Path> old = dataFiles("silver.orders");
    sql(
        "INSERT INTO %s VALUES (-1, 3, 5, 'z'), (1001, 3, 6, NULL), (1002, 99, 7, NULL)"
            .formatted(orders));
    for (Path file : old) {
      Files.delete(file);
    }
    assertThat(run(2, step).message()).isEqualTo("incremental: 2 keys may have changed");
    assertThat(lake.values("gold.totals", "*"))
        .contains("3|7|61|-1|z", "99|1|7|1002|null", "4|5|50|4|x")
        .hasSize(21);
  }

  @Test
  void aFewRowsAreMarkedAsDeletedAndFilesAreWrittenAnewWhereATableCantDoThat() throws IOException {
    orders();
    Step old = incremental("old", TOTALS, List.of("silver.orders"), List.of("customer"));
    lake.run(1L, totals(), old).ok();
    sql(
        "ALTER TABLE delta.`%s` SET TBLPROPERTIES ('delta.enableDeletionVectors' = 'false')"
            .formatted(lake.table("gold.old").path()));
    sql("UPDATE %s SET amount = 11 WHERE id = 3".formatted(orders));
    for (StepStatus status : lake.run(2L, totals(), old).ok().steps()) {
      assertThat(status.message()).isEqualTo("incremental: 1 keys may have changed");
      assertThat(lake.values(status.name(), "customer", "s")).contains("3|51", "4|50").hasSize(20);
    }
    assertThat(vectors("gold.totals")).isEqualTo(1);
    assertThat(vectors("gold.old")).isZero();
    // What is marked once is marked again, and a file goes with its last row.
    sql("UPDATE %s SET amount = 12 WHERE c < 5".formatted(orders));
    run(3, totals());
    sql("DELETE FROM %s WHERE c < 10".formatted(orders));
    assertThat(run(4, totals()).message()).isEqualTo("incremental: 10 keys may have changed");
    assertThat(lake.values("gold.totals", "customer")).hasSize(10).doesNotContain("3", "9");
  }

  private long vectors(String table) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(lake.table(table).path()))) {
      return files.filter(file -> file.toString().endsWith(".bin")).count();
    }
  }

  private List<Path> dataFiles(String table) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(lake.table(table).path()))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).toList();
    }
  }
}
