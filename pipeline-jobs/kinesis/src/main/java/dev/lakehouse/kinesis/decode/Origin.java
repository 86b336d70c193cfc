package dev.lakehouse.kinesis.decode;

import dev.lakehouse.kinesis.core.StreamRecord;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import java.time.Instant;
import java.util.List;

/**
 * Where a row came from, and when: the same five columns in the bronze table and in its dead
 * letters.
 */
public final class Origin {
  /** The columns' names, in order. */
  public static final List<String> NAMES =
      List.of("_shard", "_sequence", "_partition_key", "_arrived_at", "_ingested_at");

  /** Digits of the greatest sequence number that Kinesis gives. */
  private static final int DIGITS = 56;

  private Origin() {}

  static StructType addTo(StructType data) {
    return data.add(NAMES.get(0), StringType.STRING)
        .add(NAMES.get(1), StringType.STRING)
        .add(NAMES.get(2), StringType.STRING)
        .add(NAMES.get(3), TimestampType.TIMESTAMP)
        .add(NAMES.get(4), TimestampType.TIMESTAMP);
  }

  /** Sets the columns, of which the first stands at that place. */
  static void set(Object[] row, int first, String shard, StreamRecord record, Instant ingestedAt) {
    row[first] = shard;
    row[first + 1] = sequence(record);
    row[first + 2] = record.partitionKey();
    row[first + 3] =
        record.arrivedAt() == null ? null : (Object) ColumnValues.micros(record.arrivedAt());
    row[first + 4] = ColumnValues.micros(ingestedAt);
  }

  /**
   * The sequence number as text whose order is the numbers' order: the column is a text (the number
   * has more digits than a decimal), and queries sort by it. Records that came packed in one have
   * their place behind it.
   */
  private static String sequence(StreamRecord record) {
    String digits = record.digits();
    String padding = "0".repeat(Math.max(0, DIGITS - digits.length()));
    return padding + digits + record.place();
  }
}
