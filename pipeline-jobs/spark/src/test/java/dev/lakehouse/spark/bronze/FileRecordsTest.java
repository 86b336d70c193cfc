package dev.lakehouse.spark.bronze;

import static dev.lakehouse.spark.Steps.evolving;
import static dev.lakehouse.spark.Steps.files;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Decoding.Evolution;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.CrashPoints;
import dev.lakehouse.spark.Failure;
import dev.lakehouse.spark.TestLake;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of each record of a file, and of each field of it. */
class FileRecordsTest {
  private final TestLake lake = TestLake.create();
  private final Path drop = lake.folder().resolve("drop");
  private long sequence;

  @BeforeEach
  void makeFolder() throws IOException {
    Files.createDirectories(drop);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(drop.resolve(name), text);
  }

  private Step.Files step(String format, Map<String, String> options, String... columns) {
    return files("t", drop.toString(), format, options, columns);
  }

  private void run(Step.Files step) {
    lake.run(++sequence, step).ok();
  }

  @Test
  void jsonIsRescuedFieldByField() throws IOException {
    write(
        "a.json",
        """
        {"id": 1, "price": 1.50, "at": "2024-01-01T00:00:00Z", "tags": ["a"]}
        {"id": "x", "price": 1.555, "more": {"k": [1, 2.10]}, "tags": [7]}

        {"id": 3
        [{"id": 4}, 5]
        """);
    run(
        step(
            "json",
            Map.of(),
            "id int",
            "price decimal(8,2)",
            "at timestamp",
            "tags array<string>"));
    assertThat(
            lake.values(
                "bronze.t", "id", "price", "at = '2024-01-01 00:00:00'", "tags", "_rescued"))
        .containsExactly(
            "1|1.50|true|ArraySeq(a)|null",
            "4|null|null|null|null",
            "null|null|null|ArraySeq(7)|{\"id\":\"x\",\"price\":1.555,\"more\":{\"k\":[1,2.10]}}");
    assertThat(lake.values("bronze.t_dead", "_line", "payload", "substring(reason, 1, 7)"))
        .containsExactly("4|{\"id\": 3|no JSON", "5|5|no JSON");
  }

  @Test
  void csvGoesByTheHeaderOfEachFile() throws IOException {
    write("a.csv", "ID,Price\n1,1.5\n2,\n");
    write("b.csv", "price,note,id\n2.5,\"two\nlines\",3\nfree,x,4\n");
    write("c.csv", "Nummer,Preis\n5,3.5\n6,4.5,extra\n");
    run(step("csv", Map.of("header", "true"), "id int", "price double"));
    assertThat(lake.values("bronze.t", "id", "price", "_rescued"))
        .containsExactly(
            "1|1.5|null",
            "2|null|null",
            "3|2.5|{\"note\":\"two\\nlines\"}",
            "4|null|{\"price\":\"free\",\"note\":\"x\"}",
            "5|3.5|null",
            "6|4.5|{\"_field_3\":\"extra\"}");
  }

  @Test
  void csvTakesSparksOptions() throws IOException {
    write("a.csv", "# made by hand\n1;'a;b';31.12.2024\n2;NA;1.1.25\n");
    run(
        step(
            "csv",
            Map.of(
                "delimiter",
                ";",
                "quote",
                "'",
                "comment",
                "#",
                "nullValue",
                "NA",
                "dateFormat",
                "dd.MM.yyyy"),
            "id int",
            "name string",
            "day date"));
    assertThat(lake.values("bronze.t", "id", "name", "day", "_rescued"))
        .containsExactly("1|a;b|2024-12-31|null", "2|null|null|{\"day\":\"1.1.25\"}");
  }

  @Test
  void newFieldsBecomeColumnsWhereThatIsWanted() throws IOException {
    Step.Files step = evolving(step("json", Map.of(), "id int"), Evolution.ADD_COLUMNS);
    write("a.json", "{\"id\": 1}\n");
    run(step);
    write("b.json", "{\"id\": 2, \"score\": 1.5, \"bad name\": 3}\n");
    run(step);
    write("c.json", "{\"id\": 3, \"score\": \"high\", \"Score\": 2}\n");
    run(step);
    assertThat(lake.values("bronze.t", "id", "score", "_rescued"))
        .containsExactly(
            "1|null|null", "2|1.5|{\"bad name\":3}", "3|null|{\"score\":\"high\",\"Score\":2}");
  }

  @Test
  void failNamesTheRecordAndNotItsContent() throws IOException {
    Step.Files step = evolving(step("csv", Map.of(), "id int"), Evolution.FAIL);
    write("a.csv", "1\n2\nsecret\n");
    Failure failure = lake.run(1L, step).failure().orElseThrow();
    assertThat(failure.reason()).isEqualTo(FailureReason.DATA_INVALID);
    assertThat(failure.message())
        .contains("line 3")
        .contains("a.csv")
        .contains("spec.schema.evolution")
        .doesNotContain("secret");
    assertThat(lake.version("bronze.t")).isEqualTo(-1);
    write("a.csv", "1\n2\n3\n");
    lake.run(2L, step).ok();
    assertThat(lake.values("bronze.t", "id")).containsExactly("1", "2", "3");
  }

  @Test
  void aWholeFileOfJsonIsReadToItsFirstMistake() throws IOException {
    write("a.json", "[\n {\"id\": 1},\n {\"id\":\n 2}\n]\n");
    write("b.json", "{\"id\": 3}\n{\"id\": 4}\n{\"id\" 5}\n{\"id\": 6}\n");
    run(step("json", Map.of("multiLine", "true"), "id int"));
    assertThat(lake.values("bronze.t", "id")).containsExactly("1", "2", "3", "4");
    assertThat(lake.values("bronze.t_dead", "_line", "_file LIKE '%/b.json'"))
        .containsExactly("3|true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bronze.t_dead:after-commit", "bronze.t:before-commit"})
  void malformedRecordsAreKeptOnceWhateverDies(String point) throws IOException {
    Step.Files step = step("json", Map.of(), "id int");
    write("a.json", "{\"id\": 1}\nno\nno\n");
    lake.crashing(
            at -> {
              if (at.equals(point)) {
                throw new IllegalStateException("killed at " + at);
              }
            })
        .run(1L, step);
    lake.crashing(CrashPoints.NONE).run(1L, step).ok();
    write("b.json", "no\n");
    lake.run(2L, step).ok();
    assertThat(lake.values("bronze.t", "id")).containsExactly("1");
    assertThat(lake.values("bronze.t_dead", "substring(_file, -6)", "_line"))
        .containsExactly("a.json|2", "a.json|3", "b.json|1");
  }

  @Test
  void compressedFilesAreReadAndCutOffOnesAreNot() throws IOException {
    byte[] whole;
    try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
      try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
        gzip.write("{\"id\": 1}\n".repeat(3000).getBytes(StandardCharsets.UTF_8));
      }
      whole = bytes.toByteArray();
    }
    Files.write(drop.resolve("a.json.gz"), whole);
    Files.write(drop.resolve("b.json.gz"), java.util.Arrays.copyOf(whole, whole.length - 12));
    run(step("json", Map.of(), "id int"));
    assertThat(lake.rows("bronze.t").count()).isEqualTo(3000);
    assertThat(lake.values("bronze.t_dead", "_file LIKE '%/b.json.gz'")).containsExactly("true");
  }

  @Test
  void avroFilesHaveTheirTypes() throws IOException {
    Schema schema =
        SchemaBuilder.record("r")
            .fields()
            .requiredLong("id")
            .optionalString("name")
            .name("at")
            .type(
                org.apache.avro.LogicalTypes.timestampMillis()
                    .addToSchema(Schema.create(Schema.Type.LONG)))
            .noDefault()
            .endRecord();
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(schema))) {
      writer.create(schema, drop.resolve("a.avro").toFile());
      writer.append(
          new GenericRecordBuilder(schema).set("id", 1L).set("name", "a").set("at", 0L).build());
    }
    write("b.avro", "this is no Avro file");
    run(step("avro", Map.of()));
    assertThat(lake.values("bronze.t", "id", "name", "at = '1970-01-01 00:00:00'", "_rescued"))
        .containsExactly("1|a|true|null");
    assertThat(lake.values("bronze.t_dead", "_file LIKE '%/b.avro'")).containsExactly("true");
  }
}
