package dev.lakehouse.kinesis.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.kinesis.core.Decoded;
import dev.lakehouse.kinesis.core.StreamRecord;
import dev.lakehouse.plan.Decoding;
import dev.lakehouse.plan.Step.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRowsTest {
  private static final Instant ARRIVED = Instant.parse("2026-01-01T00:00:00.123Z");
  private static final Instant INGESTED = Instant.parse("2026-01-01T00:00:05Z");

  /** With the digits that a sequence number of Kinesis has: texts sort as the numbers do. */
  private static final String TEN = "0".repeat(54) + "10";

  private static StreamRecord record(String payload) {
    return record(payload.getBytes(StandardCharsets.UTF_8));
  }

  private static StreamRecord record(byte[] payload) {
    return new StreamRecord(BigInteger.TEN, "key", ARRIVED, payload);
  }

  private static Decoded decode(List<ColumnType> columns, StreamRecord record) {
    return Decoders.of(Decoding.json(columns)).bronze("shardId-1", record, INGESTED);
  }

  private static Object[] row(List<ColumnType> columns, String payload) {
    return ((Decoded.Row) decode(columns, record(payload))).values();
  }

  private static final List<ColumnType> ORDER =
      List.of(
          new ColumnType("order_id", "string"),
          new ColumnType("amount", "decimal(12,2)"),
          new ColumnType("ordered_at", "TIMESTAMP"));

  @Test
  void fillsDeclaredColumnsAndTheRowsOrigin() {
    Object[] row =
        row(ORDER, "{\"ordered_at\":\"2026-01-01T00:00:01Z\",\"amount\":1.5,\"order_id\":\"o\"}");
    assertThat(row)
        .containsExactly(
            "o",
            new BigDecimal("1.50"),
            1_767_225_601_000_000L,
            null,
            "shardId-1",
            TEN,
            "key",
            1_767_225_600_123_000L,
            1_767_225_605_000_000L);
  }

  @Test
  void missingAndNullFieldsAreNull() {
    assertThat(row(ORDER, "{\"amount\":null}")).startsWith(null, null, null, null, "shardId-1");
  }

  @Test
  void rescuesUnknownFieldsAndValuesThatDoNotFit() {
    Object[] row =
        row(ORDER, "{\"order_id\":\"o\",\"amount\":1.234,\"colour\":{\"r\":1},\"Order_id\":2}");
    assertThat(row)
        .startsWith("o", null, null, "{\"amount\":1.234,\"colour\":{\"r\":1},\"Order_id\":2}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "string|\"a\"|a",
        "string|12|12",
        "string|{\"a\":[1]}|{\"a\":[1]}",
        "int|2147483647|2147483647",
        "int|2147483648|rescued",
        "int|1.0|rescued",
        "int|\"1\"|rescued",
        "bigint|-9223372036854775808|-9223372036854775808",
        "bigint|9223372036854775808|rescued",
        "smallint|32768|rescued",
        "tinyint|-128|-128",
        "double|1|1.0",
        "double|1e400|rescued",
        "float|0.5|0.5",
        "boolean|true|true",
        "boolean|1|rescued",
        "decimal(5,2)|\"123.45\"|123.45",
        "decimal(5,2)|1234.5|rescued",
        "decimal(5,2)|12.50000|12.50",
        "decimal|7|7",
        "date|\"1970-01-11\"|10",
        "date|\"11.1.1970\"|rescued",
        "timestamp|\"1970-01-01 00:00:01.5\"|1500000",
        "timestamp|\"1970-01-01T02:00:00+01:00\"|3600000000",
        "timestamp|\"yesterday\"|rescued",
        "timestamp|5|rescued",
      })
  void convertsOrRescues(String type, String json, String expected) {
    Object[] row = row(List.of(new ColumnType("c", type)), "{\"c\":" + json + "}");
    if (expected.equals("rescued")) {
      assertThat(row[0]).isNull();
      assertThat((String) row[1]).startsWith("{\"c\":");
    } else {
      assertThat(row[0]).hasToString(expected);
      assertThat(row[1]).isNull();
    }
  }

  @Test
  void readsBinaryFromBase64() {
    Object[] row = row(List.of(new ColumnType("c", "binary")), "{\"c\":\"AQI=\"}");
    assertThat((byte[]) row[0]).containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[1]",
        "1",
        "null",
        "\"a\"",
        "{",
        "{\"a\":1}{\"a\":2}",
        "{a:1}",
        "{\"a\":1e21793843955}"
      })
  void whatIsNoJsonObjectIsMalformed(String payload) {
    assertThat(decode(ORDER, record(payload))).isInstanceOf(Decoded.Malformed.class);
    assertThat(decode(List.of(), record(payload))).isInstanceOf(Decoded.Malformed.class);
  }

  @Test
  void saysWhyWithoutRepeatingThePayload() {
    Decoded decoded = decode(ORDER, record("{\"email\":\"someone@example.org\""));
    assertThat(((Decoded.Malformed) decoded).reason())
        .startsWith("no JSON: ")
        .doesNotContain("someone");
  }

  @Test
  void deadLettersKeepTextAsTextAndBytesAsBytes() {
    PayloadRows rows = Decoders.of(Decoding.json(ORDER));
    Object[] text = rows.deadLetter("s", record("{"), "why", INGESTED);
    assertThat(text).startsWith("{", null, "why", "s", TEN, "key");
    byte[] bytes = {(byte) 0xff, 0x00};
    Object[] binary = rows.deadLetter("s", record(bytes), "why", INGESTED);
    assertThat(binary[0]).isNull();
    assertThat((byte[]) binary[1]).isEqualTo(bytes);
  }

  @Test
  void refusesTypesAndNamesThatCanNotBe() {
    assertThatThrownBy(() -> new TableLayout(List.of(new ColumnType("c", "map<int,string>"))))
        .hasMessageContaining("map<int,string>")
        .hasMessageContaining("must be string");
    assertThatThrownBy(() -> new TableLayout(List.of(new ColumnType("_Shard", "string"))))
        .hasMessageContaining("'_Shard'");
    assertThatThrownBy(() -> new TableLayout(List.of(new ColumnType("c", "decimal(50,2)"))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
