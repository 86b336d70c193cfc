package dev.lakehouse.spark.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.spark.TestLake;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.junit.jupiter.api.Test;

/** The files that a log tells are those that Delta itself finds. */
class LogReplayTest {
  private final TestLake lake = TestLake.create();

  private void write(String query, SaveMode mode, Map<String, String> options) {
    TestLake.sql(query)
        .write()
        .format("delta")
        .options(options)
        .partitionBy("part")
        .mode(mode)
        .save(lake.table("silver.t").path());
  }

  private void sql(String text) {
    TestLake.sql(text.replace("TABLE", "delta.`%s`".formatted(lake.table("silver.t").path())));
  }

  private void assertSameFiles() {
    Snapshot now = lake.table("silver.t").state().snapshot();
    List<AddFile> found = LogReplay.files(now.deltaLog(), now).orElseThrow();
    assertThat(sorted(found)).isEqualTo(sorted(now.allFiles().collectAsList()));
  }

  private static List<AddFile> sorted(List<AddFile> files) {
    List<AddFile> sorted = new ArrayList<>(files);
    sorted.replaceAll(LogReplayTest::comparable);
    sorted.sort(Comparator.comparing(AddFile::path));
    return sorted;
  }

  /** Whether a commit changed rows, a state no longer says; no tags are null or none. */
  private static AddFile comparable(AddFile file) {
    return file.copy(
        file.path(),
        file.partitionValues(),
        file.size(),
        file.modificationTime(),
        false,
        file.stats(),
        file.tags() == null || file.tags().isEmpty() ? null : file.tags(),
        file.deletionVector(),
        file.baseRowId(),
        file.defaultRowCommitVersion(),
        file.clusteringProvider(),
        file.backReference(),
        file.amtPassthrough());
  }

  @Test
  void commitsWithDeletedRowsRewritesAndCheckpointsGiveTheSameFiles() {
    write(
        "SELECT id, id % 2 AS part FROM range(20)",
        SaveMode.Overwrite,
        Map.of(
            "delta.enableDeletionVectors", "true",
            "delta.enableRowTracking", "true",
            "delta.checkpointInterval", "4"));
    sql("DELETE FROM TABLE WHERE id = 3");
    assertSameFiles();
    sql("DELETE FROM TABLE WHERE id IN (5, 7)");
    write("SELECT id, id % 2 AS part FROM range(20, 30)", SaveMode.Append, Map.of());
    assertSameFiles();
    sql("UPDATE TABLE SET id = id + 100 WHERE id = 4");
    assertThat(
            lake.table("silver.t").state().snapshot().logSegment().checkpointProvider().isEmpty())
        .isFalse();
    assertSameFiles();
    sql("DELETE FROM TABLE WHERE part = 0");
    sql("OPTIMIZE TABLE");
    assertSameFiles();
    write("SELECT 1L AS id, 1L AS part", SaveMode.Overwrite, Map.of());
    assertSameFiles();
  }
}
