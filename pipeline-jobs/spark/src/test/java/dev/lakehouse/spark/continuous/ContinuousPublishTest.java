package dev.lakehouse.spark.continuous;

import static dev.lakehouse.spark.Steps.gold;
import static dev.lakehouse.spark.Steps.publish;
import static dev.lakehouse.spark.Steps.silver;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.plan.RunNumbers;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.progress.StepStatus.State;
import dev.lakehouse.spark.TestLake;
import dev.lakehouse.spark.TestPostgres;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A publish inside a micro-batch. */
@Tag("slow")
class ContinuousPublishTest {
  private static final String PUBLISH = "gold.totals@warehouse";
  private static final Step[] STEPS = {
    silver("orders", "bronze.orders", List.of("id"), "at"),
    gold(
        "totals",
        "SELECT customer, sum(amount) AS s FROM silver.orders GROUP BY customer",
        List.of("silver.orders"),
        List.of("silver.orders")),
    publish("gold.totals", "warehouse", "marts.totals", List.of("gold.totals"), "customer"),
  };

  private final TestPostgres warehouse = TestPostgres.create();
  private final TestLake lake =
      TestLake.create().env("W_USER", "crm").env("W_PASSWORD", "s3cret-word");

  private void order(int id, int amount) {
    lake.bronze(
        "bronze.orders",
        sql("SELECT %d AS id, 'a' AS customer, %d AS amount, 1 AS at".formatted(id, amount)));
  }

  private List<String> published() {
    return warehouse.query("SELECT customer, s FROM marts.totals");
  }

  @Test
  void aFailedPublishIsRetriedAloneWhileMicroBatchesGoOn() throws Exception {
    try (TcpRelay way = TcpRelay.to(warehouse.port())) {
      lake.connection(
          new PlanConnection.Jdbc(
              "warehouse",
              warehouse.url().replace(":" + warehouse.port(), ":" + way.port()),
              "W_USER",
              "W_PASSWORD"));
      order(1, 10);
      try (RunningJob job = RunningJob.start(lake, RunNumbers.PER_RUN, STEPS)) {
        job.awaitInput(PUBLISH, "gold.totals", 0);
        assertThat(published()).containsExactly("a|10");

        way.close();
        order(2, 20);
        await()
            .atMost(Duration.ofMinutes(2))
            .until(() -> job.step(PUBLISH).state() == State.FAILED);
        assertThat(job.step(PUBLISH).reason()).isEqualTo(FailureReason.TARGET_UNREACHABLE.label());
        order(3, 30);
        job.awaitInput("silver.orders", "bronze.orders", 2);
        job.awaitInput("gold.totals", "silver.orders", lake.version("silver.orders"));
        assertThat(lake.values("gold.totals", "s")).containsExactly("60");
        assertThat(published()).as("the version before is served").containsExactly("a|10");
        double batch = job.step("gold.totals").metrics().get("batch");

        way.open();
        job.awaitInput(PUBLISH, "gold.totals", lake.version("gold.totals"));
        assertThat(published()).containsExactly("a|60");
        assertThat(job.step(PUBLISH).metrics().get("batch")).isGreaterThan(batch);
        assertThat(job.step("gold.totals").metrics().get("batch"))
            .as("nothing else was done again")
            .isEqualTo(batch);
        assertThat(job.stop()).isEmpty();
      }
    }
  }
}
