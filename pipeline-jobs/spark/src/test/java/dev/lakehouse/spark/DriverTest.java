package dev.lakehouse.spark;

import static dev.lakehouse.plan.Expectation.Action.FAIL;
import static dev.lakehouse.plan.Expectation.Action.QUARANTINE;
import static dev.lakehouse.spark.Steps.gold;
import static dev.lakehouse.spark.Steps.row;
import static dev.lakehouse.spark.Steps.silver;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.PlanCodec;
import dev.lakehouse.plan.RunNumbers;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.Step;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The driver as it runs in a pod: a JVM of its own, killed and started again. */
@Tag("slow")
class DriverTest {
  private final TestLake lake = TestLake.create();

  private Process start(String sequence, String plan, String... more) throws IOException {
    Path file = lake.folder().resolve("plan.json");
    Files.writeString(file, plan);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("spark.jvm.options").trim().split("\\s+")));
    command.addAll(
        List.of(
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-Dspark.sql.shuffle.partitions=1",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.lakehouse.spark.Driver",
            "--plan",
            file.toString(),
            "--sequence",
            sequence));
    command.addAll(List.of(more));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(new File(lake.folder().toFile(), "driver-" + sequence + ".log"))
        .start();
  }

  private int exitCode(Process process) throws InterruptedException {
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }

  @Test
  void killedInTheMiddleAndStartedAgainItEndsWithTheRightTables() throws Exception {
    lake.bronze("bronze.a", sql("SELECT id, id % 10 AS amount FROM range(1000)"));
    Step log = silver("log", "bronze.a", List.of(), null, row("some", QUARANTINE, "amount > 0"));
    Step total =
        gold(
            "total",
            "SELECT count(*) AS n, sum(amount) AS s FROM silver.log",
            List.of("silver.log"),
            List.of("silver.log"));
    String plan = PlanCodec.toJson(lake.plan(log, total));
    // One that is not done before the kill comes.
    Process first =
        start(
            "1",
            plan.replace(
                "count(*) AS n", "count(*) + (SELECT count(*) FROM range(1000000000000)) AS n"));
    Path quarantine =
        Path.of(lake.root(), "silver/log_quarantine/_delta_log/00000000000000000000.json");
    while (first.isAlive() && !Files.exists(quarantine)) {
      Thread.sleep(20);
    }
    first.destroyForcibly().waitFor();
    assertThat(quarantine).exists();
    assertThat(lake.version("gold.total")).as("killed before the last commit").isEqualTo(-1);

    assertThat(exitCode(start("1", plan))).isZero();
    assertThat(lake.values("gold.total", "n", "s")).containsExactly("900|4500");
    assertThat(lake.rows("silver.log").count()).isEqualTo(900);
    assertThat(lake.rows("silver.log_quarantine").count()).isEqualTo(100);
    assertThat(lake.version("silver.log")).isZero();
    assertThat(lake.version("silver.log_quarantine")).isZero();
  }

  @Test
  void aDriverThatFrozeAndWakesAfterANewerOneCommitsNothing() throws Exception {
    lake.bronze("bronze.a", sql("SELECT id FROM range(1000)"));
    Step log = silver("log", "bronze.a", List.of(), null);
    Step total =
        gold(
            "total",
            "SELECT count(*) AS n FROM silver.log",
            List.of("silver.log"),
            List.of("silver.log"));
    String plan = PlanCodec.toJson(lake.plan(log, total));
    Process older = start("1", plan);
    Path firstCommit = Path.of(lake.root(), "silver/log/_delta_log/00000000000000000000.json");
    while (older.isAlive() && !Files.exists(firstCommit)) {
      Thread.sleep(5);
    }
    signal(older, "STOP");
    try {
      assertThat(lake.version("gold.total")).as("frozen between two tables").isEqualTo(-1);
      lake.bronze("bronze.a", sql("SELECT id FROM range(1000, 1500)"));
      assertThat(exitCode(start("2", plan))).isZero();
      assertThat(lake.values("gold.total", "n")).containsExactly("1500");
    } finally {
      signal(older, "CONT");
    }

    assertThat(exitCode(older)).isEqualTo(1);
    assertThat(lake.folder().resolve("driver-1.log"))
        .content()
        .contains(FailureReason.FENCED.label())
        .contains("newer run 2");
    assertThat(lake.version("gold.total")).isZero();
    assertThat(lake.values("gold.total", "n")).containsExactly("1500");
    assertThat(lake.rows("silver.log").count()).isEqualTo(1500);
  }

  @Test
  void aDriverThatGoesOnIsShutOutByANewerRunAndEndsWellWhenToldTo() throws Exception {
    lake.bronze("bronze.a", sql("SELECT id FROM range(10)"));
    Step log = silver("log", "bronze.a", List.of(), null);
    String plan = PlanCodec.toJson(lake.plan(log));
    String next = Long.toString(2 * RunNumbers.PER_RUN);
    Process older = start(Long.toString(RunNumbers.PER_RUN), plan, "--continuous", "PT0.1S");
    awaitRows(older, 10);
    lake.bronze("bronze.a", sql("SELECT id FROM range(10, 20)"));
    awaitRows(older, 20);
    signal(older, "STOP");
    Process newer;
    try {
      lake.bronze("bronze.a", sql("SELECT id FROM range(20, 30)"));
      newer = start(next, plan, "--continuous", "PT0.1S");
      awaitRows(newer, 30);
    } finally {
      signal(older, "CONT");
    }
    // It is told by its own next micro-batch, at the latest.
    lake.bronze("bronze.a", sql("SELECT id FROM range(30, 40)"));
    assertThat(exitCode(older)).isEqualTo(1);
    assertThat(lake.folder().resolve("driver-" + RunNumbers.PER_RUN + ".log"))
        .content()
        .contains(FailureReason.FENCED.label());
    awaitRows(newer, 40);
    signal(newer, "TERM");
    assertThat(exitCode(newer)).isZero();
    assertThat(lake.values("silver.log", "count(*)", "count(DISTINCT id)"))
        .containsExactly("40|40");
    assertThat(lake.table("silver.log").state().sequence()).isGreaterThan(2 * RunNumbers.PER_RUN);
  }

  private void awaitRows(Process driver, long rows) {
    await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () -> {
              assertThat(driver.isAlive()).isTrue();
              return lake.version("silver.log") >= 0 && lake.rows("silver.log").count() == rows;
            });
  }

  private static void signal(Process process, String signal) throws Exception {
    String[] command = {"kill", "-" + signal, Long.toString(process.pid())};
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }

  @Test
  void exitCodesTellWhatHappened() throws Exception {
    lake.bronze("bronze.a", sql("SELECT 1 AS id"));
    Step step = silver("a", "bronze.a", List.of(), null, row("never", FAIL, "id > 1"));
    String plan = PlanCodec.toJson(lake.plan(step));
    String version = "\"formatVersion\":";
    String newer = plan.replace(version + RunPlan.FORMAT_VERSION, version + "99");
    assertThat(exitCode(start("1", newer))).isEqualTo(2);
    assertThat(exitCode(start("1", plan))).isEqualTo(3);
  }
}
