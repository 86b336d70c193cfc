package dev.lakehouse.kinesis.decode;

import com.fasterxml.jackson.databind.JsonNode;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.ByteType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.TimestampType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Values as formats have them as values of a column. Formats give null, String, Long, BigInteger,
 * Double, BigDecimal, {@link ExactDecimal}, Boolean, bytes, Instant, LocalDate, {@link CsvText},
 * and nested values as JSON. Nothing is rounded, cut or guessed: what does not fit is a mismatch,
 * and the caller keeps the value as it came.
 */
final class ColumnValues {
  /** Stands for a value that does not fit its column's type. */
  static final Object MISMATCH = new Object();

  private ColumnValues() {}

  /**
   * Null for null, {@link #MISMATCH}, {@link NestedValues.Partly} where only a part fits, or the
   * value as Delta Kernel wants it.
   */
  static Object convert(Object raw, DataType type) {
    if (raw == null) {
      return null;
    } else if (type instanceof StringType) {
      return string(raw);
    } else if (raw instanceof String text) {
      return TextValues.convert(text, type);
    } else if (raw instanceof Long number) {
      return integral(number, type);
    } else if (raw instanceof CsvText csv) {
      return TextValues.convertAny(csv.text(), type);
    } else if (raw instanceof JsonNode node) {
      return NestedValues.convert(node, type);
    } else if (raw instanceof Boolean) {
      return type instanceof BooleanType ? raw : MISMATCH;
    }
    return other(raw, type);
  }

  private static Object string(Object raw) {
    if (raw instanceof String) {
      return raw;
    }
    if (raw instanceof CsvText csv) {
      return csv.text();
    }
    // Bytes are no text; base64 of them would be a guess at what the reader wants.
    return raw instanceof byte[] ? MISMATCH : text(RawJson.of(raw));
  }

  private static String text(JsonNode node) {
    return node.isTextual() ? node.textValue() : node.toString();
  }

  private static Object other(Object raw, DataType type) {
    if (raw instanceof Double number) {
      return floating(number, type);
    } else if (raw instanceof BigDecimal number) {
      return decimal(number, type);
    } else if (raw instanceof ExactDecimal exact) {
      return decimal(exact.value(), type);
    } else if (raw instanceof BigInteger number) {
      return bigInteger(number, type);
    } else if (raw instanceof Instant instant) {
      return type instanceof TimestampType ? (Object) micros(instant) : MISMATCH;
    } else if (raw instanceof LocalDate date) {
      return type instanceof DateType ? (Object) (int) date.toEpochDay() : MISMATCH;
    }
    return raw instanceof byte[] && type instanceof BinaryType ? raw : MISMATCH;
  }

  private static Object integral(long value, DataType type) {
    if (type instanceof LongType) {
      return value;
    } else if (type instanceof IntegerType) {
      return value == (int) value ? (Object) (int) value : MISMATCH;
    } else if (type instanceof ShortType) {
      return value == (short) value ? (Object) (short) value : MISMATCH;
    } else if (type instanceof ByteType) {
      return value == (byte) value ? (Object) (byte) value : MISMATCH;
    } else if (type instanceof DoubleType) {
      return (double) value;
    } else if (type instanceof FloatType) {
      return (float) value;
    }
    return type instanceof DecimalType decimal
        ? scaled(BigDecimal.valueOf(value), decimal)
        : MISMATCH;
  }

  private static Object bigInteger(BigInteger value, DataType type) {
    if (value.bitLength() < Long.SIZE) {
      return integral(value.longValue(), type);
    } else if (type instanceof DecimalType decimal) {
      return scaled(new BigDecimal(value), decimal);
    }
    return floating(value.doubleValue(), type);
  }

  private static Object decimal(BigDecimal value, DataType type) {
    return type instanceof DecimalType decimal
        ? scaled(value, decimal)
        : floating(value.doubleValue(), type);
  }

  static Object floating(double value, DataType type) {
    if (type instanceof DoubleType) {
      return Double.isFinite(value) ? value : MISMATCH;
    } else if (type instanceof FloatType) {
      float narrow = (float) value;
      return Float.isFinite(narrow) ? narrow : MISMATCH;
    }
    // A format without decimals: the shortest number that reads as the same double.
    return type instanceof DecimalType decimal && Double.isFinite(value)
        ? scaled(BigDecimal.valueOf(value), decimal)
        : MISMATCH;
  }

  /** Digits are counted before any is written out: 1e999999999 has few, and a gigabyte of them. */
  static Object scaled(BigDecimal value, DecimalType type) {
    if (value.scale() == type.getScale()) {
      return value.precision() <= type.getPrecision() ? value : MISMATCH;
    }
    if (value.signum() == 0) {
      return BigDecimal.ZERO.setScale(type.getScale());
    }
    long whole = (long) value.precision() - value.scale();
    if (whole > type.getPrecision() - type.getScale()) {
      return MISMATCH;
    }
    if (value.scale() > type.getScale() && value.stripTrailingZeros().scale() > type.getScale()) {
      return MISMATCH;
    }
    return value.setScale(type.getScale(), RoundingMode.UNNECESSARY);
  }

  /** Microseconds since 1970, as Delta keeps a timestamp. Java's own way ends in the year 2262. */
  static long micros(Instant instant) {
    long micros = Math.multiplyExact(instant.getEpochSecond(), 1_000_000L);
    return Math.addExact(micros, instant.getNano() / 1_000);
  }
}
