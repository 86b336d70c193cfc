package dev.lakehouse.spark.upkeep;

import static dev.lakehouse.spark.Steps.gold;
import static dev.lakehouse.spark.Steps.incremental;
import static dev.lakehouse.spark.Steps.silver;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.ByteCount;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.GoldDraft;
import dev.lakehouse.plan.Maintain;
import dev.lakehouse.plan.SilverDraft;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.Upkeep;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.plan.progress.StepStatus.State;
import dev.lakehouse.spark.Failure;
import dev.lakehouse.spark.TestLake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MaintainTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Step.Silver EVENTS = silver("events", "bronze.events", List.of(), null);
  private static final Step.Gold FULL =
      gold(
          "totals",
          "SELECT count(*) AS n, sum(amount) AS s FROM silver.events",
          List.of("silver.events"),
          List.of("silver.events"));
  private static final Step.Gold KEYED =
      afterEvents(
          incremental(
              "sums",
              "SELECT id % 3 AS k, sum(amount) AS s FROM silver.events GROUP BY id % 3",
              List.of("silver.events"),
              List.of("k")));

  private final TestLake lake = TestLake.create();

  private static Step.Gold afterEvents(Step.Gold step) {
    return GoldDraft.like(step).dependsOn(List.of("silver.events")).step();
  }

  private void bronze(int id) {
    lake.bronze("bronze.events", sql("SELECT " + id + " AS id, 10 AS amount"));
  }

  /** Three small files in silver.events, read by gold.totals as of the last, version 2. */
  private void threeFiles() {
    for (int i = 1; i <= 3; i++) {
      bronze(i);
      lake.run((long) i, EVENTS).ok();
    }
    lake.run(4L, EVENTS, FULL).ok();
  }

  private StepStatus maintain(long sequence, boolean dryRun, String table) {
    Maintain step = new Maintain(table, List.of(), TableName.of(table), new Upkeep(DAY, dryRun));
    return lake.run(sequence, step).ok().step(table);
  }

  private long files(String table) {
    return lake.table(table).state().snapshot().numOfFiles();
  }

  private long stored(String table) {
    return dataFiles(table).size();
  }

  private long bytes(String table) {
    return dataFiles(table).stream().mapToLong(file -> file.toFile().length()).sum();
  }

  private List<Path> dataFiles(String table) {
    try (Stream<Path> files = Files.walk(Path.of(lake.table(table).path()))) {
      return files
          .filter(file -> file.toString().endsWith(".parquet"))
          .filter(file -> !file.toString().contains("_delta_log"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void smallFilesArePutTogetherAndNobodyTakesThatForNewData() {
    threeFiles();
    lake.run(14L, EVENTS, KEYED).ok();
    long before = lake.version("silver.events");

    StepStatus planned = maintain(15L, true, "silver.events");
    assertThat(planned.state()).isEqualTo(State.SKIPPED);
    assertThat(planned.message())
        .isEqualTo(
            "silver.events would compact (3 of 3 files are small ("
                + ByteCount.text(planned.metrics().get("bytes").longValue())
                + "), 2 fewer will do)");
    assertThat(lake.version("silver.events")).as("a dry run changes nothing").isEqualTo(before);

    StepStatus done = maintain(15L, false, "silver.events");
    assertThat(done.state()).isEqualTo(State.SUCCEEDED);
    assertThat(done.version()).as("not a version for anybody to wait for").isNull();
    assertThat(done.metrics()).containsEntry("filesRemoved", 3.0).containsEntry("filesAdded", 1.0);
    assertThat(files("silver.events")).isEqualTo(1);
    assertThat(stored("silver.events")).as("nothing is deleted within a day").isEqualTo(4);

    StepStatus again = maintain(16L, false, "silver.events");
    assertThat(again.state()).isEqualTo(State.SKIPPED);
    assertThat(again.message()).isEqualTo("silver.events needs nothing");

    var quiet = lake.run(17L, EVENTS, FULL, KEYED).ok();
    assertThat(quiet.step("gold.totals").message())
        .isEqualTo("files of its inputs were rewritten, no row changed");
    assertThat(quiet.step("gold.sums").message())
        .isEqualTo("files of its inputs were rewritten, no row changed");
    bronze(4);
    var next = lake.run(18L, EVENTS, FULL, KEYED).ok();
    assertThat(next.step("silver.events").rows()).as("only what is new").isEqualTo(1);
    assertThat(lake.values("gold.sums", "k", "s")).containsExactly("0|10", "1|20", "2|10");
    assertThat(lake.values("gold.totals", "n", "s")).containsExactly("4|40");
  }

  @Test
  void aReaderThatStaysBehindReadsWhatWasRewrittenOnce() {
    threeFiles();
    maintain(15L, false, "silver.events");
    bronze(4);
    lake.run(16L, EVENTS).ok();
    lake.run(17L, EVENTS, FULL).ok();
    bronze(5);
    lake.run(18L, EVENTS, FULL).ok();
    assertThat(lake.values("gold.totals", "n", "s")).containsExactly("5|50");
    // Bronze itself: silver has read version 4 of it, its files are put together behind that.
    maintain(19L, false, "bronze.events");
    bronze(6);
    assertThat(lake.run(20L, EVENTS).ok().step("silver.events").rows()).isEqualTo(1);
  }

  @Test
  void vacuumLeavesWhatAReaderHasNotReadYet() {
    threeFiles();
    maintain(15L, false, "silver.events");
    bronze(4);
    lake.run(16L, EVENTS).ok(); // gold.totals is behind from here on
    maintain(17L, false, "silver.events");

    lake.later(Duration.ofDays(3));
    StepStatus three = maintain(18L, false, "silver.events");
    assertThat(three.message()).as("needed for 3 days, and so it stays").doesNotContain("vacuum");
    assertThat(stored("silver.events")).isEqualTo(5);

    lake.later(Duration.ofDays(9));
    StepStatus nine = maintain(19L, false, "silver.events");
    assertThat(nine.message())
        .contains("silver.events no vacuum: gold.totals has read up to version 2 only, of ");
    assertThat(stored("silver.events")).isEqualTo(5);

    lake.later(Duration.ZERO).run(20L, EVENTS, FULL).ok();
    lake.later(Duration.ofDays(9));
    long before = bytes("silver.events");
    StepStatus planned = maintain(21L, true, "silver.events");
    assertThat(planned.message())
        .matches(".*would vacuum \\(3 files of .* KiB that no version to keep needs\\).*");
    assertThat(stored("silver.events")).as("a dry run deletes nothing").isEqualTo(5);
    StepStatus freed = maintain(21L, false, "silver.events");
    assertThat(freed.metrics())
        .containsEntry("filesDeleted", 3.0)
        .containsEntry("bytesDeleted", (double) (before - bytes("silver.events")))
        .containsEntry("obsoleteBytes", planned.metrics().get("obsoleteBytes"));
    assertThat(stored("silver.events")).isEqualTo(2);
    assertThat(lake.values("silver.events", "count(*)")).containsExactly("4");
  }

  @Test
  void deletedRowsAreTakenOutOfFilesAndALongLogGetsACheckpoint() {
    bronze(1);
    lake.run(1L, EVENTS).ok();
    String path = lake.table("silver.events").path();
    sql("ALTER TABLE delta.`" + path + "` SET TBLPROPERTIES (delta.enableDeletionVectors = true)");
    sql("INSERT INTO delta.`" + path + "` SELECT id, 1 FROM range(0, 100, 1, 1) t(id)");
    sql("DELETE FROM delta.`" + path + "` WHERE id < 30 AND amount = 1");
    StepStatus done = maintain(2L, false, "silver.events");
    assertThat(done.message())
        .isEqualTo("silver.events purge (30 % of 101 rows in files are deleted)");
    assertThat(done.metrics()).containsEntry("deletedRows", 30.0);
    assertThat(measured().deletedRows()).isZero();
    assertThat(lake.values("silver.events", "count(*)")).containsExactly("71");

    assertThat(measured().commits()).isEqualTo(5);
    new Work(TestLake.spark(), null, Thresholds.DEFAULT)
        .perform(
            new UpkeepRule.Action(UpkeepRule.Kind.CHECKPOINT, "the log is long"),
            path,
            lake.table("silver.events").state(),
            measured(),
            DAY);
    assertThat(measured().commits()).isZero();
  }

  private TableMeasures measured() {
    return Measuring.of(
        lake.table("silver.events").state(),
        Thresholds.DEFAULT,
        ObsoleteFiles.NONE,
        Optional.empty());
  }

  @Test
  void aClusteredTableIsClusteredOnceAndItsFileStaysAsItIs() {
    Step.Silver step = SilverDraft.like(EVENTS).clusterBy(List.of("id")).step();
    for (int i = 1; i <= 3; i++) {
      bronze(i);
      lake.run((long) i, step).ok();
    }
    assertThat(maintain(4L, false, "silver.events").message()).contains("cluster (100 % of");
    assertThat(files("silver.events")).isEqualTo(1);
    assertThat(maintain(5L, false, "silver.events").message())
        .isEqualTo("silver.events needs nothing");
  }

  @Test
  void anOlderRunDoesNothing() {
    threeFiles();
    Maintain step =
        new Maintain(
            "silver.events", List.of(), TableName.of("silver.events"), new Upkeep(DAY, false));
    assertThat(lake.run(2L, step).failure()).map(Failure::reason).contains(FailureReason.FENCED);
    assertThat(files("silver.events")).isEqualTo(3);
  }
}
