package dev.lakehouse.spark.gold;

import static dev.lakehouse.spark.Steps.incremental;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.JobLog;
import dev.lakehouse.spark.TestLake;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a refresh of a few keys costs is the number of Spark's jobs: none of them looks through a
 * log.
 */
class IncrementalJobsTest {
  private final TestLake lake = TestLake.create();
  private final String orders = "delta.`" + lake.table("silver.orders").path() + "`";

  private long jobsOf(String query) {
    sql("CREATE TABLE %s USING delta AS SELECT id, id %% 9 AS c FROM range(50)".formatted(orders));
    Step step = incremental("t", query, List.of("silver.orders"), List.of("c"));
    lake.run(1L, step).ok();
    sql("INSERT INTO %s VALUES (77, 3)".formatted(orders));
    lake.run(2L, step).ok();
    sql("INSERT INTO %s VALUES (78, 4)".formatted(orders));
    JobLog log = JobLog.on(TestLake.spark().sparkContext());
    JobLog.Used before = log.used();
    assertThat(lake.run(3L, step).ok().step(step.id()).message())
        .isEqualTo("incremental: 1 keys may have changed");
    return log.used().since(before).jobs();
  }

  @Test
  void newRowsAreReadAddedToTheTablesRowsAndWritten() {
    // Two for the sums of what came, two to join them with the table.
    assertThat(jobsOf("SELECT c, count(*) AS n FROM silver.orders GROUP BY c"))
        .isLessThanOrEqualTo(6);
  }

  @Test
  void keysAreComputedAnewComparedAndWritten() {
    assertThat(jobsOf("SELECT c, count(DISTINCT id) AS n FROM silver.orders GROUP BY c"))
        .isLessThanOrEqualTo(9);
  }
}
