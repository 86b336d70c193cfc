package dev.lakehouse.spark;

import static dev.lakehouse.plan.Expectation.Action.QUARANTINE;
import static dev.lakehouse.spark.Steps.gold;
import static dev.lakehouse.spark.Steps.row;
import static dev.lakehouse.spark.Steps.silver;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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

  private static Map<String, List<String>> contents(TestLake lake) {
    Map<String, List<String>> contents = new LinkedHashMap<>();
    for (String table : TABLES) {
      List<String> columns = new ArrayList<>(List.of(lake.rows(table).columns()));
      columns.remove("_quarantined_at");
      contents.put(table, lake.values(table, columns.toArray(String[]::new)));
    }
    return contents;
  }

  @Test
  void aDriverThatDiesAnywhereGoesOnToTheSameTables() {
    List<String> points = Collections.synchronizedList(new ArrayList<>());
    TestLake begin = lakeAfterRunOne();
    TestLake undisturbed = begin.copy();
    undisturbed.crashing(points::add).run(2L, STEPS).ok();
    Map<String, List<String>> expected = contents(undisturbed);
    assertThat(new TreeSet<>(points))
        .contains("silver.orders_quarantine:after-commit", "silver.orders:before-commit")
        .hasSize(6);

    for (String point : new TreeSet<>(points)) {
      TestLake lake = begin.copy();
      TestLake.Outcome died =
          lake.crashing(
                  at -> {
                    if (at.equals(point)) {
                      throw new IllegalStateException("killed at " + at);
                    }
                  })
              .run(2L, STEPS);
      assertThat(died.failure()).as(point).isPresent();
      lake.crashing(CrashPoints.NONE).run(2L, STEPS).ok();
      assertThat(contents(lake)).as("died at %s", point).isEqualTo(expected);
    }
  }

  @Test
  void inputThatComesBetweenDeathAndRestartIsNeitherLostNorDoubled() {
    TestLake lake = lakeAfterRunOne();
    lake.crashing(
            at -> {
              if (at.equals("silver.orders_quarantine:after-commit")) {
                throw new IllegalStateException("killed");
              }
            })
        .run(2L, STEPS);
    lake.bronze("bronze.orders", rows("(5, -5, 1)", "(6, 60, 1)"));
    lake.crashing(CrashPoints.NONE);
    lake.run(3L, STEPS).ok();
    assertThat(lake.values("silver.orders_quarantine", "id")).containsExactly("2", "4", "5");
    assertThat(lake.values("silver.orders", "id")).containsExactly("1", "1", "3", "6");
  }
}
