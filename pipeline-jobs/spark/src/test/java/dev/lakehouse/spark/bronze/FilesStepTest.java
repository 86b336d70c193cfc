package dev.lakehouse.spark.bronze;

import static dev.lakehouse.spark.Steps.files;
import static dev.lakehouse.spark.Steps.since;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.BackfillWindow;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.OnRewrite;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.TestLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FilesStepTest {
  private final TestLake lake = TestLake.create();
  private final Path drop = lake.folder().resolve("drop zone");

  @BeforeEach
  void makeFolder() throws IOException {
    Files.createDirectories(drop.resolve("2024"));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(drop.resolve(name), text);
  }

  private void write(String name, String text, Instant modified) throws IOException {
    write(name, text);
    Files.setLastModifiedTime(drop.resolve(name), FileTime.from(modified));
  }

  @Test
  void eachFileComesInOnceAndBrokenRecordsAreRescued() throws IOException {
    Step.Files step =
        files(
            "items",
            drop.toString(),
            "csv",
            Map.of("header", "true"),
            "id bigint",
            "price decimal(8,2)");
    write("a [b] 100%.csv", "id,price\n1,1.50\n2,oops\n");
    write("_hidden.csv", "id,price\n9,9\n");
    write("empty.csv", "");
    StepStatus first = lake.run(null, step).ok().step("bronze.items");
    write("2024/b.csv", "id,price\n3,3.25\n");
    StepStatus second = lake.run(null, step).ok().step("bronze.items");
    StepStatus third = lake.run(null, step).ok().step("bronze.items");

    assertThat(first.rows()).isEqualTo(2);
    assertThat(second.rows()).isEqualTo(1);
    assertThat(third.state()).isEqualTo(StepStatus.State.SKIPPED);
    assertThat(lake.values("bronze.items", "id", "price", "_rescued"))
        .containsExactly("1|1.50|null", "2|null|{\"price\":\"oops\"}", "3|3.25|null");
    assertThat(
            lake.rows("bronze.items")
                .filter(
                    "_file LIKE '%.csv' AND _file_modified IS NOT NULL"
                        + " AND _ingested_at IS NOT NULL")
                .count())
        .isEqualTo(3);
    assertThat(lake.table("bronze.items").state().sequence()).isEqualTo(2);
  }

  @Test
  void inferredJsonKeepsTheTypesOfTheTable() throws IOException {
    Step.Files step = files("events", drop.toString(), "json", Map.of());
    write("1.json", "{\"id\": 1, \"v\": 1.5}\n");
    lake.run(null, step).ok();
    write("2.json", "{\"id\": 2, \"v\": 2, \"extra\": \"x\"}\nnot json\n");
    lake.run(null, step).ok();
    assertThat(lake.values("bronze.events", "id", "v", "extra", "_rescued"))
        .containsExactly("1|1.5|null|null", "2|2.0|x|null");
    assertThat(lake.values("bronze.events_dead", "payload", "_line", "_file LIKE '%/2.json'"))
        .containsExactly("not json|2|true");
  }

  @Test
  void aFileThatIsCutOffKeepsNoneOfTheOthersBack() throws IOException {
    Step.Files step = files("cut", drop.toString(), "csv", Map.of(), "id int");
    byte[] whole;
    try (var bytes = new java.io.ByteArrayOutputStream()) {
      try (var gzip = new java.util.zip.GZIPOutputStream(bytes)) {
        gzip.write("1\n2\n3\n".repeat(5000).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
      whole = bytes.toByteArray();
    }
    Files.write(drop.resolve("cut.csv.gz"), java.util.Arrays.copyOf(whole, whole.length - 20));
    write("good.csv", "7\n8\n");
    StepStatus status = lake.run(null, step).ok().step("bronze.cut");
    assertThat(status.metrics()).containsEntry("files", 1.0).containsEntry("corruptFiles", 1.0);
    assertThat(lake.values("bronze.cut", "id")).containsExactly("7", "8");
    assertThat(lake.values("bronze.cut_dead", "_file", "reason"))
        .singleElement()
        .asString()
        .contains("cut.csv.gz")
        .contains("EOFException");
  }

  @Test
  void textIsALineARowAndXmlAnElementARow() throws IOException {
    write("a.txt", "one\ntwo\n");
    lake.run(null, files("lines", drop.toString(), "text", Map.of())).ok();
    assertThat(lake.values("bronze.lines", "value", "_rescued"))
        .containsExactly("one|null", "two|null");
    Files.delete(drop.resolve("a.txt"));
    write("a.xml", "<all><o id='1'><v>2.5</v></o><o id='2'><v>x</v></o></all>");
    Step.Files orders =
        files("orders", drop.toString(), "xml", Map.of("rowTag", "o"), "_id int", "v double");
    lake.run(null, orders).ok();
    assertThat(lake.values("bronze.orders", "_id", "v", "_rescued"))
        .containsExactly("1|2.5|null", "2|null|{\"v\":\"x\"}");
  }

  @Test
  void filesOfBeforeATimeAreLeftAloneUnlessABackfillAsksForThem() throws IOException {
    Instant time = Instant.parse("2024-06-01T00:00:00Z");
    Step.Files step =
        since(files("young", drop.toString(), "csv", Map.of(), OnRewrite.APPEND, "id int"), time);
    write("a.csv", "1\n", time.minusSeconds(1));
    write("b.csv", "2\n", time);
    lake.run(null, step).ok();
    assertThat(lake.values("bronze.young", "id")).containsExactly("2");
    assertThat(lake.run(null, step).ok().step("bronze.young").message()).contains("no new files");
    lake.refreshing("bronze.young").run(null, step).ok();
    lake.refreshing();
    assertThat(lake.values("bronze.young", "id")).containsExactly("2");
    lake.backfilling(new BackfillWindow(time.minusSeconds(60), time)).run(null, step).ok();
    lake.backfilling(null);
    assertThat(lake.values("bronze.young", "id")).containsExactly("1", "2");
    write("a.csv", "3\n", time.plusSeconds(1));
    lake.run(null, step).ok();
    assertThat(lake.values("bronze.young", "id")).containsExactly("1", "2", "3");
  }

  @Test
  void aMissingFolderIsNamed() {
    TestLake.Outcome outcome =
        lake.run(null, files("x", lake.folder() + "/nowhere", "csv", Map.of()));
    assertThat(outcome.failure().orElseThrow().reason()).isEqualTo(FailureReason.SOURCE_NOT_FOUND);
    assertThat(outcome.failure().orElseThrow().message()).contains("nowhere");
  }
}
