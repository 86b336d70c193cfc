package dev.lakehouse.spark.bronze;

import static dev.lakehouse.spark.Steps.files;
import static dev.lakehouse.spark.Steps.inParts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.BackfillWindow;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.FileDiscovery;
import dev.lakehouse.plan.FilesPerCommit;
import dev.lakehouse.plan.OnRewrite;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.CrashPoints;
import dev.lakehouse.spark.Steps;
import dev.lakehouse.spark.TestLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that finds more files than one commit takes. */
class FilesPartsTest {
  private static final Instant MODIFIED = Instant.parse("2024-01-01T00:00:00Z");
  private static final String BEFORE = "bronze.t:before-commit";
  private static final String AFTER = "bronze.t:after-commit";

  private final TestLake lake = TestLake.create();
  private final Path drop = lake.folder().resolve("drop");

  @BeforeEach
  void makeFolder() throws IOException {
    Files.createDirectories(drop);
  }

  /** Files of one row each, whose values are these. */
  private void put(int from, int to) throws IOException {
    for (int i = from; i <= to; i++) {
      Path file = drop.resolve("f%02d.csv".formatted(i));
      Files.writeString(file, i + "\n");
      Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
    }
  }

  private Step.Files step(long filesPerCommit) {
    return inParts(
        files("t", drop.toString(), "csv", Map.of(), "v int"),
        new FilesPerCommit(filesPerCommit, Long.MAX_VALUE));
  }

  private List<String> table() {
    return lake.values("bronze.t", "format_string('%02d', v)");
  }

  private static List<String> values(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj("%02d"::formatted).toList();
  }

  /** Rows of each commit that has any. */
  private List<Long> commits() {
    return TestLake.sql("DESCRIBE HISTORY delta.`%s`".formatted(lake.table("bronze.t").path()))
        .selectExpr("version", "cast(operationMetrics['numOutputRows'] AS bigint) AS n")
        .filter("n > 0")
        .orderBy("version")
        .select("n")
        .collectAsList()
        .stream()
        .map(row -> row.getLong(0))
        .toList();
  }

  private static CrashPoints doing(String point, int time, Runnable what) {
    AtomicInteger left = new AtomicInteger(time);
    return at -> {
      if (at.equals(point) && left.decrementAndGet() == 0) {
        what.run();
      }
    };
  }

  private static CrashPoints dyingAt(String point, int time) {
    return doing(
        point,
        time,
        () -> {
          throw new IllegalStateException("killed at " + point);
        });
  }

  @Test
  void itMakesSeveralAndTellsOfAllOfThem() throws IOException {
    put(1, 5);
    StepStatus status = lake.run(1L, step(2)).ok().step("bronze.t");
    assertThat(commits()).containsExactly(2L, 2L, 1L);
    assertThat(status.rows()).isEqualTo(5);
    assertThat(status.tableRows()).isEqualTo(5);
    assertThat(status.metrics()).containsEntry("files", 5.0).containsEntry("corruptFiles", 0.0);
    assertThat(lake.run(1L, step(2)).ok().step("bronze.t").rows()).isEqualTo(5);
    assertThat(lake.run(2L, step(2)).ok().step("bronze.t").message()).contains("no new files");
    assertThat(table()).isEqualTo(values(1, 5));
  }

  @Test
  void bytesAreABoundToo() throws IOException {
    put(1, 3);
    Files.writeString(drop.resolve("f04.csv"), "4\n" + "\n".repeat(100));
    put(5, 6);
    lake.run(1L, inParts(step(9), new FilesPerCommit(100, 4))).ok();
    assertThat(commits()).allMatch(rows -> rows <= 2).hasSizeGreaterThan(2);
    assertThat(table()).isEqualTo(values(1, 6));
  }

  @ParameterizedTest
  @CsvSource({BEFORE + ", 3", AFTER + ", 2", AFTER + ", 3"})
  void anAttemptGoesOnAfterTheLastCommitOfTheOneThatDied(String point, int time)
      throws IOException {
    put(1, 5);
    TestLake.Outcome died = lake.crashing(dyingAt(point, time)).run(1L, step(2));
    assertThat(died.failure()).isPresent();
    StepStatus status = lake.crashing(CrashPoints.NONE).run(1L, step(2)).ok().step("bronze.t");
    assertThat(commits()).containsExactly(2L, 2L, 1L);
    assertThat(status.rows()).isEqualTo(5);
    assertThat(status.metrics()).containsEntry("files", 5.0);
    assertThat(table()).isEqualTo(values(1, 5));
  }

  @Test
  void whatIsLeftMayBeGoneAndTheRunIsDoneAllTheSame() throws IOException {
    put(1, 3);
    lake.crashing(dyingAt(BEFORE, 3)).run(1L, step(1));
    lake.crashing(CrashPoints.NONE);
    put(1, 3);
    List<String> read = table();
    for (int i = 1; i <= 3; i++) {
      if (!read.contains("%02d".formatted(i))) {
        Files.delete(drop.resolve("f%02d.csv".formatted(i)));
      }
    }
    StepStatus status = lake.run(1L, step(1)).ok().step("bronze.t");
    assertThat(status.rows()).isEqualTo(2);
    assertThat(lake.run(1L, step(1)).ok().step("bronze.t").version()).isEqualTo(status.version());
    assertThat(table()).isEqualTo(read);
  }

  @Test
  void aLaterRunTakesWhatOneThatGaveUpLeft() throws IOException {
    Step.Files listing =
        Steps.found(
            step(2), new FileDiscovery(new FileDiscovery.Dated("{yyyy}", 1), null, 1L << 40));
    put(1, 5);
    lake.crashing(dyingAt(BEFORE, 2)).run(1L, listing);
    // The listing of all did not come to its end, so it is made again.
    lake.crashing(CrashPoints.NONE).run(2L, listing).ok();
    assertThat(table()).isEqualTo(values(1, 5));
    assertThat(lake.table("bronze.t").state().sequence()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({BEFORE + ", 1", BEFORE + ", 2", AFTER + ", 1", AFTER + ", 2"})
  void anotherRunThatComesBetweenFencesIt(String point, int time) throws IOException {
    put(1, 5);
    TestLake.Outcome older =
        lake.crashing(
                doing(
                    point,
                    time,
                    () -> {
                      lake.crashing(CrashPoints.NONE).run(2L, step(3)).ok();
                    }))
            .run(1L, step(2));
    assertThat(older.failure().orElseThrow().reason()).isEqualTo(FailureReason.FENCED);
    assertThat(table()).isEqualTo(values(1, 5));
  }

  @ParameterizedTest
  @CsvSource({BEFORE + ", 2", AFTER + ", 1", AFTER + ", 2"})
  void twoDriversOfOneRunShareIt(String point, int time) throws IOException {
    put(1, 5);
    lake.crashing(
            doing(
                point,
                time,
                () -> {
                  lake.crashing(CrashPoints.NONE).run(1L, step(3)).ok();
                }))
        .run(1L, step(2))
        .ok();
    assertThat(table()).isEqualTo(values(1, 5));
  }

  @Test
  void aBackfillGoesOnToo() throws IOException {
    put(1, 5);
    lake.run(1L, step(9)).ok();
    put(1, 5);
    lake.backfilling(new BackfillWindow(MODIFIED.minusSeconds(1), MODIFIED.plusSeconds(1)));
    lake.crashing(dyingAt(BEFORE, 3)).run(2L, step(2));
    lake.crashing(CrashPoints.NONE).run(2L, step(2)).ok();
    assertThat(table()).isEqualTo(values(1, 5));
    // The first run's commit, and three of the backfill.
    assertThat(commits()).hasSize(4);
    lake.backfilling(null);
    assertThat(lake.run(3L, step(2)).ok().step("bronze.t").message()).contains("no new files");
  }

  @Test
  void aTableMadeAnewIsSoInOneCommit() throws IOException {
    put(1, 5);
    lake.run(1L, step(2)).ok();
    lake.refreshing("bronze.t").run(2L, step(2)).ok();
    assertThat(commits()).hasSize(4);
    assertThat(table()).isEqualTo(values(1, 5));
  }

  @Test
  void aRewrittenFileStopsTheRunBeforeItsCommit() throws IOException {
    Step.Files step =
        inParts(
            files("t", drop.toString(), "csv", Map.of(), OnRewrite.FAIL, "v int"),
            new FilesPerCommit(1, Long.MAX_VALUE));
    put(1, 1);
    lake.run(1L, step).ok();
    put(2, 3);
    Files.writeString(drop.resolve("f01.csv"), "77\n");
    assertThat(lake.run(2L, step).failure().orElseThrow().message()).contains("f01.csv");
    assertThat(table()).isEqualTo(values(1, 1));
  }
}
