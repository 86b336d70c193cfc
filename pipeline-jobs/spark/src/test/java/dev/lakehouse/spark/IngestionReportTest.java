package dev.lakehouse.spark;

import static dev.lakehouse.spark.Steps.evolving;
import static dev.lakehouse.spark.Steps.files;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Decoding.Evolution;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.progress.IngestionStatus;
import dev.lakehouse.plan.progress.SchemaProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a DataSource's status says of files that came in. */
class IngestionReportTest {
  private static final Instant NOW = Instant.parse("2024-03-10T06:00:00Z");

  private final TestLake lake = TestLake.create();
  private final Path drop = lake.folder().resolve("drop");
  private long sequence;

  @BeforeEach
  void makeFolder() throws IOException {
    Files.createDirectories(drop);
  }

  private IngestionStatus run(Step.Files step, String name, String text) throws IOException {
    Files.writeString(drop.resolve(name), text);
    lake.at(NOW.plusSeconds(++sequence));
    TestLake.Outcome outcome = lake.run(sequence, step);
    return IngestionReport.of(
            TestLake.spark(), lake.context(sequence, step), outcome.steps(), outcome.failure())
        .orElseThrow();
  }

  private static SchemaProgress.Change change(int version, String time, String... added) {
    return new SchemaProgress.Change(version, time, List.of(added), added.length);
  }

  @Test
  void columnsThatAreAddedMakeAHistory() throws IOException {
    Step.Files step =
        evolving(files("t", drop.toString(), "json", Map.of(), "id int"), Evolution.ADD_COLUMNS);
    assertThat(run(step, "a.json", "{\"id\": 1}\n").schema())
        .isEqualTo(new SchemaProgress(1, 0L, null));
    SchemaProgress.Change first = change(2, "2024-03-10T06:00:02Z", "place", "score");
    assertThat(run(step, "b.json", "{\"score\": 1.5, \"place\": {\"city\": \"Graz\"}}\n").schema())
        .isEqualTo(new SchemaProgress(2, 0L, List.of(first)));
    IngestionStatus third =
        run(step, "c.json", "{\"id\": \"x\", \"SCORE\": 1, \"score\": 2}\nno record\n");
    assertThat(third.schema()).isEqualTo(new SchemaProgress(2, 1L, List.of(first)));
    assertThat(third.deadLetters()).isEqualTo(1);
    assertThat(third.rows()).isEqualTo(3);
    assertThat(run(step, "d.json", "{\"late\": true}\n").schema())
        .isEqualTo(
            new SchemaProgress(3, 1L, List.of(change(3, "2024-03-10T06:00:04Z", "late"), first)));
    // Nothing new is no change, and what was known stays known.
    assertThat(run(step, "_hidden.json", "").schema().version()).isEqualTo(3);
    lake.refreshing("bronze.t");
    assertThat(run(step, "e.json", "{\"id\": 5}\n").schema())
        .as("made anew with all columns")
        .isEqualTo(new SchemaProgress(1, 1L, null));
  }

  @Test
  void filesThatAreOnlyPutTogetherMakeATableNoNewer() throws IOException {
    Step.Files step = files("t", drop.toString(), "json", Map.of(), "id int");
    run(step, "a.json", "{\"id\": 1}\n");
    String then = run(step, "b.json", "{\"id\": 2}\n").lastCommitTime();
    TestLake.sql("OPTIMIZE delta.`" + lake.table("bronze.t").path() + "`");
    IngestionStatus later = run(step, "c.txt", "");
    assertThat(later.version()).isGreaterThan(1);
    assertThat(later.lastCommitTime()).isEqualTo(then);
  }

  @Test
  void rescueAndFailAddNone() throws IOException {
    Step.Files step = files("t", drop.toString(), "json", Map.of(), "id int");
    assertThat(run(step, "a.json", "{\"id\": 1, \"more\": 2}\n").schema())
        .isEqualTo(new SchemaProgress(1, 1L, null));
    IngestionStatus failed =
        run(evolving(step, Evolution.FAIL), "b.json", "{\"id\": 1, \"more\": 2}\n");
    assertThat(failed.schema()).isEqualTo(new SchemaProgress(1, 1L, null));
    assertThat(failed.message()).contains("b.json").contains("spec.schema.evolution");
    assertThat(failed.deadLetters()).isZero();
  }

  @Test
  void aColumnDeclaredLaterIsAChange() throws IOException {
    run(files("t", drop.toString(), "csv", Map.of(), "id int"), "a.csv", "1\n");
    assertThat(
            run(files("t", drop.toString(), "csv", Map.of(), "id int", "b int"), "b.csv", "2,3\n")
                .schema()
                .history())
        .containsExactly(change(2, "2024-03-10T06:00:02Z", "b"));
  }
}
