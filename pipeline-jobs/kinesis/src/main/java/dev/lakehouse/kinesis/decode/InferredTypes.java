package dev.lakehouse.kinesis.decode;

import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.TimestampType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;

/**
 * The column type for a field that was never seen: the widest of what its first value is. Text
 * stays text, whatever it looks like, and a nested value is its JSON text: the type of a column is
 * for good, and one value must not decide more than it tells.
 */
final class InferredTypes {
  private InferredTypes() {}

  /** The type; null: the value is null, which tells none. */
  static DataType of(Object raw) {
    if (raw == null) {
      return null;
    } else if (raw instanceof Boolean) {
      return BooleanType.BOOLEAN;
    } else if (raw instanceof Long) {
      return LongType.LONG;
    } else if (raw instanceof BigInteger number) {
      return number.bitLength() < Long.SIZE ? LongType.LONG : StringType.STRING;
    } else if (raw instanceof Double) {
      return DoubleType.DOUBLE;
    } else if (raw instanceof BigDecimal) {
      return DoubleType.DOUBLE;
    } else if (raw instanceof ExactDecimal exact) {
      return new DecimalType(exact.precision(), exact.value().scale());
    } else if (raw instanceof Instant) {
      return TimestampType.TIMESTAMP;
    } else if (raw instanceof LocalDate) {
      return DateType.DATE;
    }
    return raw instanceof byte[] ? BinaryType.BINARY : StringType.STRING;
  }
}
