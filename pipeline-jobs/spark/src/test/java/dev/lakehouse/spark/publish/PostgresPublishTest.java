package dev.lakehouse.spark.publish;

import static dev.lakehouse.spark.Steps.publish;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.CrashPoints;
import dev.lakehouse.spark.TestLake;
import dev.lakehouse.spark.TestPostgres;
import java.util.List;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.Test;

class PostgresPublishTest {
  private final TestPostgres warehouse = TestPostgres.create();
  private final TestLake lake =
      TestLake.create()
          .env("W_USER", "crm")
          .env("W_PASSWORD", "s3cret-word")
          .connection(new PlanConnection.Jdbc("warehouse", warehouse.url(), "W_USER", "W_PASSWORD"))
          .connection(
              new PlanConnection.Jdbc("down", "jdbc:postgresql://127.0.0.1:1/x", null, null));
  private final Step step = publish("gold.t", "warehouse", "marts.t", List.of(), "id");

  private void table(String select) {
    sql(select)
        .write()
        .format("delta")
        .mode(SaveMode.Overwrite)
        .option("overwriteSchema", "true")
        .save(lake.table("gold.t").path());
  }

  @Test
  void theTargetBecomesEqualToTheTable() {
    table(
        "SELECT 1 AS id, 'a \"b\", c\nd' AS t, CAST(1.50 AS decimal(5,2)) AS d, true AS b,"
            + " timestamp'2024-01-01 00:00:00Z' AS at, date'2024-02-29' AS day, array(1, 2) AS list"
            + " UNION ALL SELECT 2, '', NULL, NULL, NULL, NULL, NULL"
            + " UNION ALL SELECT 3, NULL, 0, false, NULL, NULL, NULL");
    StepStatus first = lake.run(1L, step).ok().step("gold.t@warehouse");
    assertThat(first.rows()).isEqualTo(3);
    assertThat(
            warehouse.query(
                "SELECT id, t, d, b, at AT TIME ZONE 'UTC', day, list FROM marts.t ORDER BY id"))
        .containsExactly(
            "1|a \"b\", c\nd|1.50|t|2024-01-01 00:00:00|2024-02-29|[1,2]",
            "2||null|null|null|null|null",
            "3|null|0.00|f|null|null|null");
    table(
        "SELECT 1 AS id, 'changed' AS t, CAST(2 AS decimal(5,2)) AS d, true AS b, 5 AS extra"
            + " UNION ALL SELECT 4, 'new', NULL, NULL, NULL");
    lake.run(2L, step).ok();
    assertThat(warehouse.query("SELECT id, t, extra FROM marts.t ORDER BY id"))
        .containsExactly("1|changed|5", "4|new|null");
    assertThat(
            warehouse.query("SELECT target, sequence, version FROM marts.lakehouse_publications"))
        .containsExactly("marts.t|2|1");
  }

  @Test
  void theSameVersionIsNotPublishedAgainAndAnOlderRunIsFenced() {
    table("SELECT 1 AS id");
    lake.run(5L, step).ok();
    assertThat(lake.run(6L, step).ok().step("gold.t@warehouse").state())
        .isEqualTo(StepStatus.State.SKIPPED);
    table("SELECT 2 AS id");
    TestLake.Outcome older = lake.run(4L, step);
    assertThat(older.failure().orElseThrow().reason()).isEqualTo(FailureReason.FENCED);
    assertThat(warehouse.query("SELECT id FROM marts.t")).containsExactly("1");
  }

  @Test
  void aDriverThatDiesAroundThePublishGoesOn() {
    table("SELECT 1 AS id");
    for (String point : List.of("before-publish", "after-publish")) {
      lake.crashing(
          at -> {
            if (at.endsWith(point)) {
              throw new IllegalStateException("killed");
            }
          });
      assertThat(lake.run(1L, step).failure()).isPresent();
      assertThat(lake.crashing(CrashPoints.NONE).run(1L, step).failure()).isEmpty();
      assertThat(warehouse.query("SELECT id FROM marts.t")).containsExactly("1");
    }
  }

  @Test
  void aFailedPublishChangesNothing() {
    table("SELECT 1 AS id, 'old' AS v");
    lake.run(1L, step).ok();
    table("SELECT 1 AS id, 'x' AS v UNION ALL SELECT 1, 'y'");
    assertThat(lake.run(2L, step).failure().orElseThrow().reason())
        .isEqualTo(FailureReason.DATA_INVALID);
    assertThat(warehouse.query("SELECT v FROM marts.t")).containsExactly("old");
    assertThat(
            lake.run(2L, publish("gold.t", "down", "marts.t", List.of(), "id"))
                .failure()
                .orElseThrow()
                .reason())
        .isEqualTo(FailureReason.TARGET_UNREACHABLE);
  }
}
