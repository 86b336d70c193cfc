package dev.lakehouse.spark.bronze;

import static dev.lakehouse.spark.Steps.evolving;
import static dev.lakehouse.spark.Steps.files;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Decoding.Evolution;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.Failure;
import dev.lakehouse.spark.TestLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Files whose values have types: what becomes of those that are of other types than the table's.
 */
class TypedFilesTest {
  private final TestLake lake = TestLake.create();
  private final Path drop = lake.folder().resolve("drop");
  private long sequence;

  @BeforeEach
  void makeFolder() throws IOException {
    Files.createDirectories(drop);
  }

  /** A Parquet file of the rows of a query. */
  private void parquet(String name, String query) throws IOException {
    Path made = lake.folder().resolve("made-" + name);
    TestLake.sql(query).coalesce(1).write().parquet(made.toString());
    try (var parts = Files.list(made)) {
      Files.copy(
          parts.filter(it -> it.toString().endsWith(".parquet")).findFirst().orElseThrow(),
          drop.resolve(name));
    }
  }

  private void xml(String name, String... orders) throws IOException {
    Files.writeString(drop.resolve(name), "<all>" + String.join("\n", orders) + "</all>");
  }

  private Step.Files step(String format, String... columns) {
    Map<String, String> options = format.equals("xml") ? Map.of("rowTag", "o") : Map.of();
    return files("t", drop.toString(), format, options, columns);
  }

  private void run(Step.Files step) {
    lake.run(++sequence, step).ok();
  }

  @Test
  void ofParquetWhatFitsStaysAndTheRestIsRescuedByField() throws IOException {
    parquet("a.parquet", "SELECT 1 AS id, 1.5D AS price, 'Graz' AS city");
    parquet(
        "b.parquet",
        "SELECT * FROM VALUES ('2', 2.5D, struct(1 AS x)), ('two', 0.1D, NULL)"
            + " AS t(id, price, `more of it`)");
    parquet("c.parquet", "SELECT 3L AS id, CAST(7.25 AS DECIMAL(10,4)) AS PRICE, 9 AS city");
    parquet("d.parquet", "SELECT 5000000000L AS id, CAST(7.2525 AS DECIMAL(10,4)) AS price");
    run(step("parquet", "id int", "price decimal(8,2)", "city string"));
    assertThat(lake.values("bronze.t", "id", "price", "city", "_rescued"))
        .containsExactly(
            "1|1.50|Graz|null",
            "2|2.50|null|{\"more of it\":{\"x\":1}}",
            "3|7.25|9|null",
            "null|0.10|null|{\"id\":\"two\"}",
            "null|null|null|{\"id\":5000000000,\"price\":7.2525}");
    assertThat(lake.version("bronze.t_dead")).as("no file is unreadable").isEqualTo(-1);
  }

  @Test
  void whatIsTheSameValueInAnotherTypeFits() throws IOException {
    parquet(
        "a.parquet",
        "SELECT 3.0D AS n, 16777217 AS f, TIMESTAMP '2024-01-01 00:00:00' AS midnight,"
            + " TIMESTAMP '2024-01-01 00:00:01' AS second, DATE '2024-01-02' AS day, true AS flag,"
            + " CAST('text' AS BINARY) AS bytes, X'FF' AS noise, array(1, 2) AS list,"
            + " map('k', 'v') AS pairs, 'x' AS scalar");
    run(
        step(
            "parquet",
            "n bigint",
            "f float",
            "midnight date",
            "second date",
            "day timestamp",
            "flag int",
            "bytes string",
            "noise string",
            "list array<string>",
            "pairs string",
            "scalar array<int>"));
    assertThat(
            lake.values(
                "bronze.t", "n", "f", "midnight", "second", "day", "flag", "bytes", "noise"))
        .containsExactly("3|null|2024-01-01|null|2024-01-02 00:00:00.0|null|text|null");
    assertThat(lake.values("bronze.t", "list[1]", "pairs", "scalar"))
        .containsExactly("2|{\"k\":\"v\"}|null");
    assertThat(lake.values("bronze.t", "_rescued"))
        .singleElement()
        .asString()
        .contains("\"f\":16777217", "\"second\":\"2024-01-01T00:00:01", "\"flag\":true")
        .contains("\"noise\":\"/w==\"", "\"scalar\":\"x\"")
        .doesNotContain("midnight", "\"n\"", "bytes", "list", "pairs");
  }

  @Test
  void newFieldsBecomeColumnsOfTheTypeTheyCameWithFirst() throws IOException {
    Step.Files step = evolving(step("parquet", "id int"), Evolution.ADD_COLUMNS);
    parquet("a.parquet", "SELECT 1 AS id, 1 AS score, 5 AS _file");
    run(step);
    parquet("b.parquet", "SELECT 2 AS id, 2L AS score, 'new' AS tag");
    parquet("c.parquet", "SELECT 3 AS id, 'high' AS score, NULL AS nothing");
    run(step);
    assertThat(lake.values("bronze.t", "id", "score", "tag", "_rescued"))
        .containsExactly(
            "1|1|null|{\"_file\":5}", "2|2|new|null", "3|null|null|{\"score\":\"high\"}");
  }

  @Test
  void failNamesTheFileAndNotItsContent() throws IOException {
    Step.Files step = evolving(step("parquet", "id int"), Evolution.FAIL);
    parquet("a.parquet", "SELECT 'secret' AS id");
    Failure failure = lake.run(1L, step).failure().orElseThrow();
    assertThat(failure.reason()).isEqualTo(FailureReason.DATA_INVALID);
    assertThat(failure.message())
        .contains("a.parquet")
        .contains("spec.schema.evolution")
        .doesNotContain("secret");
    assertThat(lake.version("bronze.t")).isEqualTo(-1);
  }

  @Test
  void ofAvroTheSame() throws IOException {
    Schema schema =
        SchemaBuilder.record("r")
            .fields()
            .name("id")
            .type()
            .unionOf()
            .stringType()
            .and()
            .longType()
            .endUnion()
            .noDefault()
            .requiredDouble("price")
            .optionalString("note")
            .endRecord();
    Schema other =
        SchemaBuilder.record("r").fields().requiredLong("id").requiredString("price").endRecord();
    write("a.avro", schema, Map.of("id", 1L, "price", 1.5, "note", "kept"));
    write("b.avro", other, Map.of("id", 2L, "price", "free"));
    run(step("avro", "id bigint", "price double"));
    assertThat(lake.values("bronze.t", "id", "price", "_rescued"))
        .containsExactly(
            "2|null|{\"price\":\"free\"}", "null|1.5|{\"id\":{\"member1\":1},\"note\":\"kept\"}");
  }

  private void write(String name, Schema schema, Map<String, Object> values) throws IOException {
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(schema))) {
      writer.create(schema, drop.resolve(name).toFile());
      GenericRecordBuilder record = new GenericRecordBuilder(schema);
      values.forEach(record::set);
      writer.append(record.build());
    }
  }

  @Test
  void ofXmlElementsAndAttributesAreRescuedByField() throws IOException {
    xml(
        "a.xml",
        "<o id='1'><v>2.50</v><line><sku>a</sku><n>1</n></line></o>",
        "<o id='x' new='y'><v>2.555</v><City>Graz</City></o>",
        "<o id='3'><more><k>7</k></more></o>");
    run(
        step(
            "xml",
            "_id int",
            "v decimal(8,2)",
            "city string",
            "line array<struct<sku:string,n:int>>"));
    assertThat(lake.values("bronze.t", "_id", "v", "city", "line[0].n", "_rescued"))
        .containsExactly(
            "1|2.50|null|1|null",
            "3|null|null|null|{\"more\":{\"k\":7}}",
            "null|null|Graz|null|{\"_id\":\"x\",\"v\":\"2.555\",\"_new\":\"y\"}");
  }

  @Test
  void ofXmlWithoutDeclaredColumnsTypesAreInferredAndKept() throws IOException {
    xml("a.xml", "<o><id>1</id><at>2024-01-01</at></o>");
    run(step("xml"));
    xml("b.xml", "<o><id>two</id><late>true</late></o>");
    run(step("xml"));
    assertThat(lake.rows("bronze.t").schema().apply("id").dataType().sql()).isEqualTo("BIGINT");
    assertThat(lake.values("bronze.t", "id", "at", "late", "_rescued"))
        .isEqualTo(List.of("1|2024-01-01|null|null", "null|null|true|{\"id\":\"two\"}"));
  }
}
