package dev.lakehouse.spark.upkeep;

import static dev.lakehouse.spark.Steps.gold;
import static dev.lakehouse.spark.TestLake.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.plan.Maintain;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.Upkeep;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.TestLake;
import dev.lakehouse.spark.delta.TableState;
import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.delta.actions.AddFile;
import org.junit.jupiter.api.Test;

class FileStatisticsTest {
  private static final String TABLE = "bronze.events";

  /** Columns of all kinds, 100 rows in one file, some nulls; none at all in {@code nothing}. */
  private static final String ROWS =
      """
      SELECT id, if(id % 3 = 0, null, concat('customer number ', id, ' of the whole wide world')) AS name,
        named_struct('city.name', concat('c', id), 'at', timestamp_seconds(id * 1000)) AS place,
        array(id) AS list, cast(id AS decimal(10, 2)) AS price, id > 5 AS big, cast(null AS date) AS nothing,
        cast('x' AS binary) AS bytes
      FROM range(0, 100, 1, 1)
      """;

  private final TestLake lake = TestLake.create();

  private String path() {
    return "delta.`" + lake.table(TABLE).path() + "`";
  }

  private void insert(String rows, boolean statistics) {
    TestLake.spark().conf().set("spark.databricks.delta.stats.collect", statistics);
    try {
      sql("INSERT INTO " + path() + " (" + rows + ")");
    } finally {
      TestLake.spark().conf().unset("spark.databricks.delta.stats.collect");
    }
  }

  private TableState state() {
    return lake.table(TABLE).state();
  }

  private List<AddFile> files() {
    return state().snapshot().allFiles().collectAsList();
  }

  private long unmeasured() {
    return Measuring.of(state(), Thresholds.DEFAULT, ObsoleteFiles.NONE, Optional.empty())
        .unmeasuredFiles();
  }

  private StepStatus maintain(long sequence, boolean dryRun) {
    Maintain step =
        new Maintain(TABLE, List.of(), TableName.of(TABLE), new Upkeep(Duration.ofDays(1), dryRun));
    return lake.run(sequence, step).ok().step(TABLE);
  }

  @Test
  void whatIsGatheredIsWhatAWriterWouldHaveWrittenAndNobodyTakesItForNewData() {
    Step.Gold count =
        gold("n", "SELECT count(*) AS n FROM bronze.events", List.of(TABLE), List.of());
    lake.bronze(TABLE, sql(ROWS));
    assertThat(unmeasured()).as("a table as written").isZero();
    insert(ROWS, false);
    lake.run(1L, count).ok();
    assertThat(unmeasured()).isEqualTo(1);
    long before = lake.version(TABLE);

    assertThat(maintain(2L, true).message())
        .matches(
            "bronze.events would gather statistics \\(1 of 2 files lack them, .* % of .* KiB\\)");
    assertThat(lake.version(TABLE)).as("a dry run changes nothing").isEqualTo(before);
    StepStatus done = maintain(3L, false);
    assertThat(done.metrics())
        .containsEntry("filesMeasured", 1.0)
        .containsEntry("unmeasuredFiles", 1.0);

    assertThat(files()).hasSize(2);
    assertThat(files().get(0).stats()).isEqualTo(files().get(1).stats());
    assertThat(maintain(4L, false).message()).isEqualTo("bronze.events needs nothing");
    assertThat(lake.run(5L, count).ok().step("gold.n").message())
        .isEqualTo("files of its inputs were rewritten, no row changed");
    assertThat(lake.values(TABLE, "count(*)")).containsExactly("200");
  }

  @Test
  void ofAFileWithDeletedRowsTheyAreWiderThanTheRowsLeft() {
    lake.bronze(TABLE, sql("SELECT -1L AS id"));
    sql("ALTER TABLE " + path() + " SET TBLPROPERTIES (delta.enableDeletionVectors = true)");
    insert("SELECT id FROM range(0, 100, 1, 1)", false);
    // A writer tells statistics of a file it marks; one that does not is what is played here.
    assertThat(FileStatistics.gather(TestLake.spark(), state())).isEqualTo(1);
    sql("DELETE FROM " + path() + " WHERE id >= 97");
    sql("ALTER TABLE " + path() + " SET TBLPROPERTIES (delta.dataSkippingNumIndexedCols = 0)");
    sql("ALTER TABLE " + path() + " ADD COLUMN more STRING");
    sql("ALTER TABLE " + path() + " SET TBLPROPERTIES (delta.dataSkippingNumIndexedCols = 2)");
    assertThat(unmeasured()).as("no file knows the new column").isEqualTo(2);

    assertThat(FileStatistics.gather(TestLake.spark(), state())).isEqualTo(2);

    AddFile marked =
        files().stream().filter(file -> file.deletionVector() != null).findFirst().orElseThrow();
    assertThat(marked.stats())
        .contains("\"numRecords\":100", "\"id\":99", "\"more\":100", "\"tightBounds\":false");
    assertThat(marked.deletionVector().cardinality()).isEqualTo(3);
    assertThat(unmeasured()).isZero();
    assertThat(lake.values(TABLE, "count(*)", "max(id)", "count(more)")).containsExactly("98|96|0");
  }

  @Test
  void aWriterThatTakesOutAFileIsNotUndoneAndOneThatAddsRowsIsNoObstacle() {
    lake.bronze(TABLE, sql("SELECT -1L AS id"));
    insert("SELECT id FROM range(0, 100, 1, 1)", false);
    TableState before = state();
    insert("SELECT 1000L AS id", true);
    assertThat(FileStatistics.gather(TestLake.spark(), before)).isEqualTo(1);

    insert("SELECT id FROM range(100, 200, 1, 1)", false);
    TableState again = state();
    sql("DELETE FROM " + path() + " WHERE id BETWEEN 100 AND 199");
    assertThatThrownBy(() -> FileStatistics.gather(TestLake.spark(), again))
        .isInstanceOf(ConcurrentModificationException.class);
    assertThat(lake.values(TABLE, "count(*)")).containsExactly("102");
  }
}
