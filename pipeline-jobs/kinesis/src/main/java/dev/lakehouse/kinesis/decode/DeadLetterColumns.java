package dev.lakehouse.kinesis.decode;

import dev.lakehouse.kinesis.core.StreamRecord;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import java.time.Instant;

/** The columns of a stream's dead-letter table. */
public final class DeadLetterColumns {
  private static final int DATA_COLUMNS = 3;

  /** The table's schema; {@code payload_binary} holds what is no UTF-8 text. */
  public static final StructType SCHEMA =
      Origin.addTo(
          new StructType()
              .add("payload", StringType.STRING)
              .add("payload_binary", BinaryType.BINARY)
              .add("reason", StringType.STRING));

  private DeadLetterColumns() {}

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
