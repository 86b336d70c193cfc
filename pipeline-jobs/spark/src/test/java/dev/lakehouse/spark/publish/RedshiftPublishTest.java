package dev.lakehouse.spark.publish;

import static dev.lakehouse.spark.Steps.gold;
import static dev.lakehouse.spark.Steps.publish;
import static dev.lakehouse.spark.Steps.row;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.TestLake;
import dev.lakehouse.spark.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedshiftPublishTest {
  private final TestPostgres warehouse = TestPostgres.create();
  private final TestLake lake = TestLake.create();
  private final Step step = publish("gold.t", "redshift", "marts.t", List.of(), "id");
  private RedshiftDouble api;

  @BeforeEach
  void start() throws IOException {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    api = new RedshiftDouble(warehouse);
    lake.endpoints(new RunPlan.Endpoints(null, null, api.url()))
        .connection(
            new PlanConnection.Redshift(
                "redshift",
                "crm",
                null,
                "marts",
                "arn:aws:iam::1:role/copy",
                null,
                lake.folder().resolve("staging").toString()));
  }

  @AfterEach
  void stop() {
    api.close();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  private void table(String select) {
    sql(select)
        .write()
        .format("delta")
        .mode(SaveMode.Overwrite)
        .option("overwriteSchema", "true")
        .save(lake.table("gold.t").path());
  }

  @Test
  void theTargetBecomesEqualToTheTableAndNothingStaysStaged() throws IOException {
    table("SELECT 1 AS id, 'a' AS v, CAST(1.5 AS decimal(5,2)) AS d UNION ALL SELECT 2, NULL, 2");
    assertThat(lake.run(1L, step).ok().step("gold.t@redshift").rows()).isEqualTo(2);
    table("SELECT 2 AS id, 'b' AS v, CAST(3 AS decimal(5,2)) AS d UNION ALL SELECT 3, 'c', 4");
    lake.run(2L, step).ok();
    assertThat(warehouse.query("SELECT * FROM marts.t ORDER BY id"))
        .containsExactly("2|b|3.00", "3|c|4.00");
    assertThat(
            warehouse.query("SELECT target, sequence, version FROM marts.lakehouse_publications"))
        .containsExactly("marts.t|2|1");
    try (Stream<Path> staged = Files.walk(lake.folder().resolve("staging"))) {
      assertThat(staged.filter(path -> path.toString().endsWith(".parquet"))).isEmpty();
    }
  }

  @Test
  void theSameVersionIsNotPublishedAgainAndAnOlderRunIsFenced() {
    table("SELECT 1 AS id");
    lake.run(5L, step).ok();
    int before = api.batches();
    assertThat(lake.run(6L, step).ok().step("gold.t@redshift").state())
        .isEqualTo(StepStatus.State.SKIPPED);
    assertThat(api.batches()).isEqualTo(before + 1);
    table("SELECT 2 AS id");
    assertThat(lake.run(4L, step).failure().orElseThrow().reason()).isEqualTo(FailureReason.FENCED);
    assertThat(warehouse.query("SELECT id FROM marts.t")).containsExactly("1");
  }

  @Test
  void aNewerRunThatCameBetweenMakesTheBatchFail() {
    warehouse.execute(
        "CREATE TABLE marts.t (id int)",
        "CREATE TABLE marts.lakehouse_publications (target text, sequence bigint, version bigint,"
            + " table_id text, published_at timestamp)",
        "INSERT INTO marts.lakehouse_publications VALUES ('marts.t', 9, 9, 'x', now())");
    PlanConnection.Redshift connection =
        (PlanConnection.Redshift) lake.plan(step).connection("redshift");
    TargetTable target =
        new TargetTable(
            "marts", "t", List.of(new TargetTable.WarehouseColumn("id", "int")), List.of("id"));
    List<String> batch =
        new RedshiftSql(target)
            .publish(
                new Publication((Step.Publish) step, 4L, 1, "x", null),
                Set.of("id"),
                "/nowhere/",
                "arn",
                "2024-01-01 00:00:00");
    try (var client =
        software.amazon.awssdk.services.redshiftdata.RedshiftDataClient.builder()
            .region(software.amazon.awssdk.regions.Region.EU_WEST_1)
            .httpClient(software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient.create())
            .endpointOverride(java.net.URI.create(api.url()))
            .build()) {
      RedshiftBatch batches = new RedshiftBatch(client, connection);
      assertThat(
              org.assertj.core.api.Assertions.catchThrowableOfType(
                      RedshiftBatch.Failed.class, () -> batches.run(batch))
                  .statement())
          .isEqualTo(RedshiftSql.GUARD);
    }
  }

  @Test
  void aFailedBatchChangesNothing() {
    table("SELECT 1 AS id, 'old' AS v");
    lake.run(1L, step).ok();
    table("SELECT 1 AS id, 'x' AS v UNION ALL SELECT 1, 'y'");
    assertThat(lake.run(2L, step).failure()).isPresent();
    assertThat(warehouse.query("SELECT v FROM marts.t")).containsExactly("old");
    assertThat(warehouse.query("SELECT sequence FROM marts.lakehouse_publications"))
        .containsExactly("1");
  }

  @Test
  void columnsThatAreNewAreAddedInTheSameTransaction() {
    table("SELECT 1 AS id, 'a' AS v");
    lake.run(1L, step).ok();
    table("SELECT 1 AS id, 'a' AS v, 7 AS n, CAST(1.5 AS decimal(5,2)) AS d, 'w' AS w");
    lake.run(2L, step).ok();
    assertThat(warehouse.query("SELECT id, v, n, d, w FROM marts.t"))
        .containsExactly("1|a|7|1.50|w");
    // A batch that fails takes its new columns back.
    table("SELECT 1 AS id, 'a' AS v, 'x' AS late UNION ALL SELECT 1, 'b', 'y'");
    assertThat(lake.run(3L, step).failure()).isPresent();
    assertThat(
            warehouse.query(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = 'marts' AND table_name = 't' ORDER BY 1"))
        .containsExactly("d", "id", "n", "v", "w");
  }

  @Test
  void aPublishThatFailedIsTriedAgainAloneItsTableIsNotComputedAnew() {
    lake.bronze("bronze.a", sql("SELECT 1 AS id"));
    Step made = gold("t", "SELECT id FROM bronze.a", List.of("bronze.a"), List.of());
    Step published = publish("gold.t", "redshift", "marts.t", List.of("gold.t"), "id");
    lake.endpoints(new RunPlan.Endpoints(null, null, "http://127.0.0.1:1"));
    TestLake.Outcome first = lake.run(1L, made, published);
    assertThat(first.failure().orElseThrow().reason())
        .as("of a class that is retried")
        .isEqualTo(FailureReason.TARGET_UNREACHABLE);
    assertThat(first.step("gold.t").state()).isEqualTo(StepStatus.State.SUCCEEDED);

    // What comes in meanwhile is for the next run.
    lake.bronze("bronze.a", sql("SELECT 2 AS id"));
    lake.endpoints(new RunPlan.Endpoints(null, null, api.url()));
    TestLake.Outcome second = lake.run(1L, made, published).ok();
    assertThat(second.step("gold.t").version()).isEqualTo(first.step("gold.t").version());
    assertThat(second.step("gold.t").metrics()).containsEntry("rowsWritten", 0.0);
    assertThat(second.step("gold.t@redshift").rows()).isEqualTo(1);
    assertThat(lake.version("gold.t")).isZero();
    assertThat(warehouse.query("SELECT id FROM marts.t")).containsExactly("1");
  }

  @Test
  void aTableWhoseExpectationFailedIsNotPublished() {
    lake.bronze("bronze.a", sql("SELECT 1 AS id"));
    Step made =
        gold(
            "t",
            "SELECT id FROM bronze.a",
            List.of("bronze.a"),
            List.of(),
            row("never", Expectation.Action.FAIL, "id > 1"));
    TestLake.Outcome outcome =
        lake.run(1L, made, publish("gold.t", "redshift", "marts.t", List.of("gold.t"), "id"));
    assertThat(outcome.step("gold.t@redshift").state()).isEqualTo(StepStatus.State.SKIPPED);
    assertThat(api.batches()).isZero();
  }
}
