package dev.lakehouse.kinesis.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.kinesis.core.Decoded;
import dev.lakehouse.kinesis.core.StreamRecord;
import dev.lakehouse.plan.Decoding;
import dev.lakehouse.plan.Step.ColumnType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DebeziumRowsTest {
  private static final String SOURCE =
      "\"source\":{\"connector\":\"postgresql\",\"lsn\":24023128,\"ts_ms\":1000}";

  private final PayloadRows rows =
      Decoders.of(
          new Decoding(
              Decoding.Format.DEBEZIUM,
              null,
              null,
              null,
              List.of(
                  new ColumnType("id", "bigint"),
                  new ColumnType("_op", "string"),
                  new ColumnType("_source_ts", "timestamp"),
                  new ColumnType("_source_position", "string")),
              Decoding.Evolution.ADD_COLUMNS));

  private Decoded decode(String payload) {
    return rows.bronze(
        "shardId-0",
        new StreamRecord(
            java.math.BigInteger.ONE, "k", Instant.EPOCH, payload.getBytes(StandardCharsets.UTF_8)),
        Instant.EPOCH);
  }

  @Test
  void anEventIsTheRowItTellsOf() {
    Object[] row =
        ((Decoded.Row)
                decode(
                    "{\"op\":\"u\",\"before\":null,\"after\":{\"id\":7,\"name\":\"a\"},"
                        + SOURCE
                        + "}"))
            .values();
    assertThat(row).startsWith(7L, "u", 1_000_000L, "00000000000024023128");
    assertThat(row).endsWith("a");
    Object[] deleted =
        ((Decoded.Row)
                decode(
                    "{\"payload\":{\"op\":\"d\",\"before\":{\"id\":7},\"after\":null,"
                        + SOURCE
                        + "}}"))
            .values();
    assertThat(deleted).startsWith(7L, "d");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{\"schema\":null,\"payload\":null}"})
  void tombstonesAreNoRows(String payload) {
    assertThat(decode(payload)).isInstanceOf(Decoded.Nothing.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"id\":1}", "[]", "{\"op\":\"t\"}", "{} {}", "7", "{\"op\":"})
  void whatIsNoEventIsADeadLetter(String payload) {
    assertThat(decode(payload)).isInstanceOf(Decoded.Malformed.class);
  }
}
