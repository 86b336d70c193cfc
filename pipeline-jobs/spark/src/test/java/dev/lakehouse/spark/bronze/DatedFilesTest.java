package dev.lakehouse.spark.bronze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.BackfillWindow;
import dev.lakehouse.plan.FileDiscovery;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.CrashPoints;
import dev.lakehouse.spark.Steps;
import dev.lakehouse.spark.TestLake;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.statistics.IOStatisticsSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Folders named by dates on S3: what is listed when, and that every file comes in once. */
class DatedFilesTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final DateTimeFormatter FOLDER =
      DateTimeFormatter.ofPattern("yyyy/MM/dd").withZone(ZoneOffset.UTC);
  private static final Instant START = Instant.parse("2024-03-10T06:00:00Z");

  private static TestBucket bucket;

  private final TestLake lake = TestLake.create();
  private Step.Files step;
  private int written;
  private long sequence;

  @BeforeAll
  static void start() {
    bucket = TestBucket.start("dated");
  }

  @AfterAll
  static void stop() {
    bucket.close();
  }

  @BeforeEach
  void aFolderOfItsOwn() {
    step =
        Steps.found(
            Steps.files("t", bucket.folder(), "csv", Map.of(), "v int"),
            new FileDiscovery(
                new FileDiscovery.Dated("{yyyy}/{MM}/{dd}", DAY.toMillis()),
                null,
                Duration.ofDays(7).toMillis()));
  }

  /** A file of one row in the folder of that day. */
  private int put(Instant day) {
    int value = written++;
    bucket.put(step.path() + "/" + FOLDER.format(day) + "/" + value + ".csv", value + "\n");
    return value;
  }

  private long lists() throws Exception {
    FileSystem fileSystem =
        new Path(step.path()).getFileSystem(TestLake.spark().sessionState().newHadoopConf());
    return ((IOStatisticsSource) fileSystem)
        .getIOStatistics()
        .counters()
        .getOrDefault("object_list_request", 0L);
  }

  private long run(Instant now) throws Exception {
    long before = lists();
    lake.at(now).run(++sequence, step).ok();
    return lists() - before;
  }

  private List<Integer> table() {
    return lake.rows("bronze.t").select("v").collectAsList().stream()
        .map(row -> row.getInt(0))
        .sorted()
        .toList();
  }

  @Test
  void mostRunsAskForTheNewestFoldersOnly() throws Exception {
    for (int day = 0; day < 60; day++) {
      put(START.minus(DAY.multipliedBy(day)));
    }
    run(START);
    int fresh = put(START.plus(DAY));
    // The folder of the last listing, the one before it, today's and tomorrow's.
    assertThat(run(START.plus(DAY))).isBetween(1L, 8L);
    assertThat(table()).hasSize(61).contains(fresh);
    int late = put(START);
    int tooLate = put(START.minus(DAY.multipliedBy(20)));
    run(START.plus(DAY).plusSeconds(60));
    assertThat(table()).contains(late).doesNotContain(tooLate);
    run(START.plus(DAY.multipliedBy(7)));
    assertThat(table()).hasSize(63).contains(tooLate);
    assertThat(run(START.plus(DAY.multipliedBy(7)).plusSeconds(60))).isBetween(1L, 8L);
    assertThat(table()).hasSize(63);
  }

  @Test
  void aListingOfAllThatFoundNothingIsNotRepeated() throws Exception {
    put(START);
    run(START);
    Instant due = START.plus(DAY.multipliedBy(7));
    run(due);
    int tooLate = put(START.minus(DAY.multipliedBy(20)));
    run(due.plusSeconds(60));
    assertThat(table()).doesNotContain(tooLate);
    run(due.plus(DAY.multipliedBy(7)));
    assertThat(table()).hasSize(2);
  }

  @Test
  void aBackfillReadsTheFoldersOfItsDates() throws Exception {
    put(START);
    run(START);
    int asked = put(START.minus(DAY.multipliedBy(20)));
    int other = put(START.minus(DAY.multipliedBy(21)));
    lake.backfilling(
        new BackfillWindow(
            START.minus(DAY.multipliedBy(20)), START.minus(DAY.multipliedBy(19)).minusSeconds(1)));
    run(START.plusSeconds(2));
    lake.backfilling(null);
    assertThat(table()).hasSize(2).contains(asked).doesNotContain(other);
  }

  /** The clock of the bucket says today of every file: history that was copied looks new. */
  @Test
  void foldersOfBeforeTheTimeThatCountsAreNotListed() throws Exception {
    for (int day = 0; day < 30; day++) {
      put(START.minus(DAY.multipliedBy(day)));
    }
    step = Steps.since(step, START.minus(DAY.multipliedBy(2)));
    // Those of three days, today's and tomorrow's: a request each, or two where it is empty.
    assertThat(run(START)).isBetween(1L, 8L);
    assertThat(table()).containsExactly(0, 1, 2);
    int late = put(START.minus(DAY.multipliedBy(2)));
    put(START.minus(DAY.multipliedBy(3)));
    run(START.plus(DAY.multipliedBy(7)));
    assertThat(table()).containsExactly(0, 1, 2, late);
    lake.backfilling(
        new BackfillWindow(START.minus(DAY.multipliedBy(5)), START.minus(DAY.multipliedBy(4))));
    run(START.plus(DAY.multipliedBy(7)).plusSeconds(60));
    lake.backfilling(null);
    assertThat(table()).containsExactly(0, 1, 2, 4, 5, late);
  }

  /** Files come any number of days late, runs pause, die and are repeated. */
  @Test
  void whateverHappensEveryFileComesOnce() throws Exception {
    Random random = new Random(7);
    Instant now = START;
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      for (int j = random.nextInt(4); j > 0; j--) {
        expected.add(put(now.minus(DAY.multipliedBy(random.nextInt(30)))));
      }
      now = now.plus(Duration.ofHours(random.nextInt(i % 4 == 0 ? 120 : 30)));
      lake.at(now);
      String point = random.nextBoolean() ? "bronze.t:before-commit" : "bronze.t:after-commit";
      lake.crashing(
              at -> {
                if (at.equals(point)) {
                  throw new IllegalStateException("killed at " + at);
                }
              })
          .run(++sequence, step);
      lake.crashing(CrashPoints.NONE).run(sequence, step).ok();
      assertThat(table()).doesNotHaveDuplicates();
    }
    run(now.plus(DAY.multipliedBy(8)));
    assertThat(table()).isEqualTo(expected);
  }
}
