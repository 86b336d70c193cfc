package dev.lakehouse.kinesis.decode;

import dev.lakehouse.kinesis.core.StreamRecord;
import dev.lakehouse.plan.Step.ColumnType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The columns of a stream's bronze table: the declared ones (or {@code payload} where none is),
 * {@code _rescued}, and where each row came from.
 */
public final class BronzeColumns {
  private static final String PAYLOAD = "payload";

  private final StructType schema;
  private final int declared;
  private final boolean payloadOnly;

  /**
   * The table's columns for these declared ones.
   *
   * @throws IllegalArgumentException when a name is taken or a type is not possible
   */
  public BronzeColumns(List<ColumnType> columns) {
    payloadOnly = columns.isEmpty();
    StructType data = new StructType();
    for (ColumnType column : columns) {
      data = data.add(column.name(), ColumnTypes.parse(column.type()));
    }
    if (payloadOnly) {
      data = data.add(PAYLOAD, StringType.STRING);
    }
    declared = data.length();
    schema = withOrigin(data.add("_rescued", StringType.STRING));
    requireDistinct(schema);
  }

  /** Where a row came from, and when. */
  static StructType withOrigin(StructType data) {
    return data.add("_shard", StringType.STRING)
        .add("_sequence", StringType.STRING)
        .add("_partition_key", StringType.STRING)
        .add("_arrived_at", TimestampType.TIMESTAMP)
        .add("_ingested_at", TimestampType.TIMESTAMP);
  }

  static void setOrigin(
      Object[] row, int first, String shard, StreamRecord record, Instant ingestedAt) {
    row[first] = shard;
    row[first + 1] = record.sequence().toString();
    row[first + 2] = record.partitionKey();
    row[first + 3] =
        record.arrivedAt() == null ? null : (Object) JsonValues.micros(record.arrivedAt());
    row[first + 4] = JsonValues.micros(ingestedAt);
  }

  private static void requireDistinct(StructType schema) {
    Set<String> names = new HashSet<>();
    for (String name : schema.fieldNames()) {
      if (!names.add(name.toLowerCase(java.util.Locale.ROOT))) {
        throw new IllegalArgumentException(
            "Two columns are named '%s' (names that begin with an underscore may be taken by the table itself): rename one in spec.schema.columns"
                .formatted(name));
      }
    }
  }

  /** The table's schema. */
  public StructType schema() {
    return schema;
  }

  boolean isPayloadOnly() {
    return payloadOnly;
  }

  String declaredName(int index) {
    return schema.at(index).getName();
  }

  DataType[] declaredTypes() {
    DataType[] types = new DataType[declared];
    for (int i = 0; i < declared; i++) {
      types[i] = schema.at(i).getDataType();
    }
    return types;
  }

  Object[] newRow() {
    return new Object[schema.length()];
  }

  void setRescued(Object[] row, String json) {
    row[declared] = json;
  }

  void setOrigin(Object[] row, String shard, StreamRecord record, Instant ingestedAt) {
    setOrigin(row, declared + 1, shard, record, ingestedAt);
  }
}
