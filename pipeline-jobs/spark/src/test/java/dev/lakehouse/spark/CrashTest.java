package dev.lakehouse.spark;

import static dev.lakehouse.plan.Expectation.Action.QUARANTINE;
import static dev.lakehouse.spark.Steps.files;
import static dev.lakehouse.spark.Steps.gold;
import static dev.lakehouse.spark.Steps.keeping;
import static dev.lakehouse.spark.Steps.row;
import static dev.lakehouse.spark.Steps.silver;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dies at every point where a driver can die, goes on, and compares with a run left in peace. */
@Tag("slow")
class CrashTest {
  private static final List<String> TABLES =
      List.of("silver.orders", "silver.orders_quarantine", "gold.totals");

  private static final Step[] STEPS = {
    silver("orders", "bronze.orders", List.of(), null, row("ok", QUARANTINE, "amount > 0")),
    gold(
        "totals",
        "SELECT sum(amount) AS s, count(*) AS n FROM silver.orders",
        List.of("silver.orders"),
        List.of("silver.orders")),
  };

  private static final List<String> MERGED =
      List.of("silver.newest", "bronze.lines", "gold.groups");

  private static TestLake lakeAfterRunOne() {
    TestLake lake = TestLake.create();
    lake.bronze("bronze.orders", rows("(1, 10, 1)", "(2, -1, 1)"));
    lake.run(1L, STEPS).ok();
    lake.bronze("bronze.orders", rows("(1, 11, 2)", "(3, 30, 1)", "(4, -4, 1)"));
    return lake;
  }

  private static org.apache.spark.sql.Dataset<org.apache.spark.sql.Row> rows(String... values) {
    return sql("SELECT * FROM VALUES " + String.join(",", values) + " AS t(id, amount, at)");
  }

  /** Without columns of the clock. */
  private static Map<String, List<String>> contents(TestLake lake, List<String> tables) {
    Map<String, List<String>> contents = new LinkedHashMap<>();
    for (String table : tables) {
      List<String> columns = new ArrayList<>(List.of(lake.rows(table).columns()));
      columns.removeAll(List.of("_quarantined_at", "_ingested_at"));
      contents.put(table, lake.values(table, columns.toArray(String[]::new)));
    }
    return contents;
  }

  @Test
  void aDriverThatDiesAnywhereGoesOnToTheSameTables() {
    Set<String> points = diesAnywhere(lakeAfterRunOne(), TABLES, STEPS);
    assertThat(points)
        .contains("silver.orders_quarantine:after-commit", "silver.orders:before-commit")
        .hasSize(6);
  }

  @Test
  void soDoesOneThatMergesReadsFilesOrTrains(@TempDir Path drop) throws IOException {
    Step[] steps = {
      silver("newest", "bronze.orders", List.of("id"), "at"),
      files("lines", drop.toString(), "csv", Map.of("header", "true"), "id bigint", "price int"),
      new Step.Segment(
          "gold.groups",
          List.of(),
          TableName.of("bronze.orders"),
          TableName.of("gold.groups"),
          "id",
          List.of(new Step.Feature("spent", "amount")),
          2,
          2,
          7,
          null,
          null)
    };
    TestLake lake = TestLake.create();
    lake.bronze("bronze.orders", rows("(1, 10, 1)", "(2, 900, 1)", "(3, 11, 1)"));
    Files.writeString(drop.resolve("a.csv"), "id,price\n1,10\n");
    lake.run(1L, steps).ok();
    lake.bronze("bronze.orders", rows("(1, 12, 2)", "(2, 800, 0)", "(4, 950, 1)"));
    Files.writeString(drop.resolve("b.csv"), "id,price\n2,20\n3,30\n");

    Set<String> points = diesAnywhere(lake, MERGED, steps);
    assertThat(points).hasSize(6);
  }

  @Test
  void soDoesOneThatKeepsHistory() {
    Step[] steps = {
      keeping(
          silver(
              "versions",
              "bronze.orders",
              List.of("id"),
              "at",
              row("ok", QUARANTINE, "amount > 0")),
          Step.History.TYPE2,
          "amount = 0",
          false)
    };
    TestLake lake = TestLake.create();
    lake.bronze("bronze.orders", rows("(1, 10, 1)", "(2, 20, 4)", "(3, -3, 1)"));
    lake.run(1L, steps).ok();
    lake.bronze("bronze.orders", rows("(1, 0, 3)", "(2, 15, 2)", "(1, 11, 2)", "(4, -4, 1)"));

    List<String> tables =
        List.of("silver.versions", "silver.versions_quarantine", "silver.versions_lh_changes");
    assertThat(diesAnywhere(lake, tables, steps)).hasSize(6);
  }

  /** Run 2 dies at each point it comes to and goes on; returns the points. */
  private static Set<String> diesAnywhere(TestLake begin, List<String> tables, Step... steps) {
    Set<String> points = new ConcurrentSkipListSet<>();
    TestLake undisturbed = begin.copy();
    undisturbed.crashing(points::add).run(2L, steps).ok();
    Map<String, List<String>> expected = contents(undisturbed, tables);
    for (String point : points) {
      TestLake lake = begin.copy();
      TestLake.Outcome died = lake.crashing(dyingAt(point)).run(2L, steps);
      assertThat(died.failure()).as(point).isPresent();
      lake.crashing(CrashPoints.NONE).run(2L, steps).ok();
      assertThat(contents(lake, tables)).as("died at %s", point).isEqualTo(expected);
    }
    return points;
  }

  private static CrashPoints dyingAt(String point) {
    return at -> {
      if (at.equals(point)) {
        throw new IllegalStateException("killed at " + at);
      }
    };
  }

  @Test
  void inputThatComesBetweenDeathAndRestartIsNeitherLostNorDoubled() {
    TestLake lake = lakeAfterRunOne();
    lake.crashing(dyingAt("silver.orders_quarantine:after-commit")).run(2L, STEPS);
    lake.bronze("bronze.orders", rows("(5, -5, 1)", "(6, 60, 1)"));
    lake.crashing(CrashPoints.NONE);
    lake.run(3L, STEPS).ok();
    assertThat(lake.values("silver.orders_quarantine", "id")).containsExactly("2", "4", "5");
    assertThat(lake.values("silver.orders", "id")).containsExactly("1", "1", "3", "6");
  }
}
