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
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Base64;

/**
 * A JSON value as a value of a column. Nothing is rounded, cut or guessed: what does not fit is a
 * mismatch, and the caller keeps the value as it came.
 */
final class JsonValues {
  /** Stands for a value that does not fit its column's type. */
  static final Object MISMATCH = new Object();

  /** ISO 8601, a blank instead of T allowed, as databases print it; no offset means UTC. */
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendOffset("+HH:mm", "Z")
          .toFormatter();

  private JsonValues() {}

  /** Null for JSON null, {@link #MISMATCH}, or the value as Delta Kernel wants it. */
  static Object convert(JsonNode node, DataType type) {
    if (node.isNull()) {
      return null;
    }
    if (type instanceof StringType) {
      return node.isTextual() ? node.textValue() : node.toString();
    }
    if (node.isNumber()) {
      return number(node, type);
    }
    if (node.isTextual()) {
      return text(node.textValue(), type);
    }
    return node.isBoolean() && type instanceof BooleanType ? node.booleanValue() : MISMATCH;
  }

  private static Object number(JsonNode node, DataType type) {
    if (type instanceof DoubleType) {
      return finite(node.doubleValue());
    }
    if (type instanceof FloatType) {
      float value = node.floatValue();
      return Float.isFinite(value) ? value : MISMATCH;
    }
    if (type instanceof DecimalType decimal) {
      return decimal(node.decimalValue(), decimal);
    }
    return node.isIntegralNumber() ? integral(node.bigIntegerValue(), type) : MISMATCH;
  }

  private static Object finite(double value) {
    return Double.isFinite(value) ? value : MISMATCH;
  }

  private static Object integral(BigInteger value, DataType type) {
    int bits = value.bitLength();
    if (type instanceof LongType && bits < Long.SIZE) {
      return value.longValue();
    }
    if (type instanceof IntegerType && bits < Integer.SIZE) {
      return value.intValue();
    }
    if (type instanceof ShortType && bits < Short.SIZE) {
      return value.shortValue();
    }
    return type instanceof ByteType && bits < Byte.SIZE ? value.byteValue() : MISMATCH;
  }

  private static Object decimal(BigDecimal value, DecimalType type) {
    try {
      BigDecimal scaled = value.setScale(type.getScale(), RoundingMode.UNNECESSARY);
      return scaled.precision() <= type.getPrecision() ? scaled : MISMATCH;
    } catch (ArithmeticException e) {
      return MISMATCH;
    }
  }

  private static Object text(String text, DataType type) {
    try {
      if (type instanceof TimestampType) {
        return timestamp(text);
      }
      if (type instanceof DateType) {
        return Math.toIntExact(LocalDate.parse(text).toEpochDay());
      }
      if (type instanceof DecimalType decimal) {
        return decimal(new BigDecimal(text), decimal);
      }
      return type instanceof BinaryType ? Base64.getDecoder().decode(text) : MISMATCH;
    } catch (DateTimeParseException | ArithmeticException | IllegalArgumentException e) {
      return MISMATCH;
    }
  }

  private static Object timestamp(String text) {
    TemporalAccessor parsed =
        TIMESTAMP.parseBest(text, java.time.OffsetDateTime::from, LocalDateTime::from);
    Instant instant =
        parsed instanceof LocalDateTime local
            ? local.toInstant(ZoneOffset.UTC)
            : Instant.from(parsed);
    return micros(instant);
  }

  /** Microseconds since 1970, as Delta keeps a timestamp. */
  static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
