package dev.lakehouse.kinesis.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.UnknownFieldSet;
import dev.lakehouse.kinesis.core.Decoded;
import dev.lakehouse.kinesis.core.StreamRecord;
import dev.lakehouse.plan.Decoding;
import dev.lakehouse.plan.Decoding.Evolution;
import dev.lakehouse.plan.Step.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each format's payloads as rows. */
class FormatsTest {
  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Decoded decode(PayloadRows rows, byte[] payload) {
    StreamRecord record = new StreamRecord(BigInteger.ONE, "k", Instant.EPOCH, payload);
    return rows.bronze("shardId-1", record, Instant.EPOCH);
  }

  /** The row's own columns that are not null, by name. */
  private static Map<String, Object> row(PayloadRows rows, byte[] payload) {
    Object[] values = ((Decoded.Row) decode(rows, payload)).values();
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      String name = rows.layout().name(i);
      if (values[i] != null && !Origin.NAMES.contains(name)) {
        row.put(name, values[i]);
      }
    }
    return row;
  }

  private static PayloadRows csv(Decoding.Csv form) {
    List<ColumnType> columns =
        List.of(
            new ColumnType("id", "int"),
            new ColumnType("name", "string"),
            new ColumnType("price", "decimal(6,2)"),
            new ColumnType("paid", "boolean"),
            new ColumnType("at", "timestamp"));
    return Decoders.of(
        new Decoding(Decoding.Format.CSV, form, null, null, columns, Evolution.RESCUE));
  }

  private static final Decoding.Csv COMMAS = new Decoding.Csv(",", "\"", "");

  @Test
  void aLineIsARow() {
    assertThat(row(csv(COMMAS), utf8("7,\"a, \"\"b\"\"\",1.5,TRUE,1970-01-01 00:00:01\r\n")))
        .isEqualTo(
            Map.of(
                "id",
                7,
                "name",
                "a, \"b\"",
                "price",
                new BigDecimal("1.50"),
                "paid",
                true,
                "at",
                1_000_000L));
    assertThat(row(csv(new Decoding.Csv("\t", null, "\\N")), utf8("\\N\t\"x\t0\t\\N\t\\N")))
        .isEqualTo(Map.of("name", "\"x", "price", new BigDecimal("0.00")));
  }

  @Test
  void aShortLineLacksItsLastValuesAndALongOneHasMore() {
    assertThat(row(csv(COMMAS), utf8("7,\"\""))).isEqualTo(Map.of("id", 7, "name", ""));
    assertThat(row(csv(COMMAS), utf8("7.0,,x,1,now,more,")))
        .isEqualTo(
            Map.of(
                "_rescued",
                "{\"id\":\"7.0\",\"price\":\"x\",\"paid\":\"1\",\"at\":\"now\",\"_field_6\":\"more\",\"_field_7\":null}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1,a\n2,b", "1,\"a", "1,\"a\"b"})
  void whatIsNotOneLineIsMalformed(String payload) {
    assertThat(decode(csv(COMMAS), utf8(payload))).isInstanceOf(Decoded.Malformed.class);
  }

  @Test
  void avroFieldsWithTheirLogicalTypes() {
    PayloadRows rows = Samples.avro(Decoding.AvroHeader.NONE, Evolution.ADD_COLUMNS);
    assertThat(row(rows, Samples.avroDatum()))
        .isEqualTo(
            Map.of(
                "id",
                5L,
                "name",
                "n",
                "price",
                new BigDecimal("12.34"),
                "at",
                1_500_000L,
                "day",
                10,
                "tags",
                "[\"a\",\"b\"]",
                "kind",
                "NEW",
                "inner",
                "{\"x\":0.5}"));
    assertThat(rows.layout().schema().get("price").getDataType()).hasToString("Decimal(9, 2)");
  }

  @Test
  void avroBehindTheHeaderOfARegistry() {
    PayloadRows rows = Samples.avro(Decoding.AvroHeader.CONFLUENT, Evolution.RESCUE);
    byte[] datum = Samples.avroDatum();
    byte[] framed = new byte[datum.length + 5];
    framed[4] = 42;
    System.arraycopy(datum, 0, framed, 5, datum.length);
    assertThat(row(rows, framed)).containsEntry("id", 5L).containsKey("_rescued");
    assertThat(decode(rows, datum)).isInstanceOf(Decoded.Malformed.class);
    assertThat(decode(rows, new byte[] {0, 0})).isInstanceOf(Decoded.Malformed.class);
  }

  @Test
  void avroThatIsCutOrLongerIsMalformed() {
    PayloadRows rows = Samples.avro(Decoding.AvroHeader.NONE, Evolution.RESCUE);
    byte[] datum = Samples.avroDatum();
    for (int length = 0; length < datum.length; length++) {
      assertThat(decode(rows, java.util.Arrays.copyOf(datum, length)))
          .isInstanceOf(Decoded.Malformed.class);
    }
    assertThat(decode(rows, java.util.Arrays.copyOf(datum, datum.length + 1)))
        .isInstanceOf(Decoded.Malformed.class);
  }

  @Test
  void protobufFieldsAndThoseOfALaterMessage() {
    PayloadRows rows = Samples.protobuf(Evolution.ADD_COLUMNS);
    Map<String, Object> row = row(rows, Samples.message().toByteArray());
    assertThat((byte[]) row.remove("raw")).isEqualTo(Samples.bytes());
    assertThat(row)
        .isEqualTo(
            Map.of(
                "id",
                "18446744073709551615",
                "name",
                "n",
                "amount",
                0.0,
                "tags",
                "[\"a\"]",
                "inner",
                "{\"x\":7}",
                "at",
                1_500_000L));
    DynamicMessage later =
        Samples.message().toBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(3).build())
                    .addField(
                        98,
                        UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(ByteString.copyFromUtf8("hi"))
                            .build())
                    .build())
            .build();
    assertThat(row(rows, later.toByteArray()))
        .containsEntry("_rescued", "{\"#98\":\"aGk=\",\"#99\":3}");
    assertThat(decode(rows, utf8("no message"))).isInstanceOf(Decoded.Malformed.class);
  }

  @Test
  void textAndBytesAreOneColumn() {
    PayloadRows text =
        Decoders.of(
            new Decoding(Decoding.Format.TEXT, null, null, null, List.of(), Evolution.ADD_COLUMNS));
    assertThat(row(text, utf8("a\nb"))).isEqualTo(Map.of("value", "a\nb"));
    assertThat(decode(text, new byte[] {(byte) 0xff})).isInstanceOf(Decoded.Malformed.class);
    PayloadRows bytes =
        Decoders.of(
            new Decoding(
                Decoding.Format.BYTES, null, null, null, List.of(), Evolution.ADD_COLUMNS));
    assertThat((byte[]) row(bytes, new byte[] {(byte) 0xff}).get("value")).containsExactly(0xff);
  }

  @Test
  void saysWhatIsWrongWithASchema() {
    assertThatThrownBy(() -> new AvroReader(new Decoding.Avro("{}", Decoding.AvroHeader.NONE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("spec.kinesis.avro.schema");
    assertThatThrownBy(
            () -> new AvroReader(new Decoding.Avro("\"string\"", Decoding.AvroHeader.NONE)))
        .hasMessageContaining("record");
    assertThatThrownBy(() -> new ProtobufReader(new Decoding.Protobuf("AAAA", "shop.Order")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("protoc");
    assertThatThrownBy(
            () -> new ProtobufReader(new Decoding.Protobuf(Samples.descriptorSet(), "shop.No")))
        .hasMessageContaining("has no message shop.No");
  }
}
