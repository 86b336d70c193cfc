package dev.lakehouse.kinesis.decode;

import dev.lakehouse.kinesis.core.StreamRecord;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The columns of a stream's dead-letter table. */
public final class DeadLetterColumns {
  private static final int DATA_COLUMNS = 3;

  /**
   * The table's schema; {@code payload_binary} holds what is no UTF-8 text, {@code _replay} names
   * the replay that is about to take a row away.
   */
  public static final StructType SCHEMA =
      Origin.addTo(
              new StructType()
                  .add("payload", StringType.STRING)
                  .add("payload_binary", BinaryType.BINARY)
                  .add("reason", StringType.STRING))
          .add("_replay", StringType.STRING);

  private static final int REPLAY = SCHEMA.indexOf("_replay");

  private DeadLetterColumns() {}

  /** The replay that has marked the row; null: none. */
  public static String replay(Object[] row) {
    return (String) row[REPLAY];
  }

  /** The row, marked by that replay. */
  public static Object[] marked(Object[] row, String replay) {
    Object[] marked = row.clone();
    marked[REPLAY] = replay;
    return marked;
  }

  /** The shard that the row's record came from. */
  public static String shard(Object[] row) {
    return (String) row[DATA_COLUMNS];
  }

  /** The record, as it came. */
  public static StreamRecord record(Object[] row) {
    byte[] data =
        row[0] == null ? (byte[]) row[1] : ((String) row[0]).getBytes(StandardCharsets.UTF_8);
    Long arrived = (Long) row[DATA_COLUMNS + 3];
    // The number, and behind a dot the place of a record that came packed with others.
    String[] number = ((String) row[DATA_COLUMNS + 1]).split("[.]");
    return new StreamRecord(
        new BigInteger(number[0]),
        number[0],
        number.length == 1 ? StreamRecord.ALONE : Integer.parseInt(number[1]),
        (String) row[DATA_COLUMNS + 2],
        arrived == null ? null : Instant.EPOCH.plus(arrived, ChronoUnit.MICROS),
        data);
  }

  static Object[] row(
      String text,
      byte[] binary,
      String reason,
      String shard,
      StreamRecord record,
      Instant ingestedAt) {
    Object[] row = new Object[SCHEMA.length()];
    row[0] = text;
    row[1] = binary;
    row[2] = reason;
    Origin.set(row, DATA_COLUMNS, shard, record, ingestedAt);
    return row;
  }
}
