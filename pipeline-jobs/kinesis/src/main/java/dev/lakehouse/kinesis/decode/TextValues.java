package dev.lakehouse.kinesis.decode;

import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.TimestampType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Base64;
import java.util.regex.Pattern;

/** Texts as values of a column. */
final class TextValues {
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,40}");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]{1,40}([.][0-9]{0,40})?|[.][0-9]{1,40})([eE][+-]?[0-9]{1,4})?");

  private TextValues() {}

  /**
   * A text of a format that has numbers and truth values of its own: times, and what such formats
   * can't write (decimals, bytes in base64), come as text.
   */
  static Object convert(String text, DataType type) {
    try {
      if (type instanceof TimestampType) {
        return IsoTimestamp.micros(text);
      }
      if (type instanceof DateType) {
        return Math.toIntExact(LocalDate.parse(text).toEpochDay());
      }
      if (type instanceof DecimalType decimal) {
        return NUMBER.matcher(text).matches()
            ? ColumnValues.scaled(new BigDecimal(text), decimal)
            : ColumnValues.MISMATCH;
      }
      return type instanceof BinaryType ? Base64.getDecoder().decode(text) : ColumnValues.MISMATCH;
    } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
      return ColumnValues.MISMATCH;
    }
  }

  /** A text of a format that has nothing else. */
  static Object convertAny(String text, DataType type) {
    if (type instanceof BooleanType) {
      if (text.equalsIgnoreCase("true")) {
        return true;
      }
      return text.equalsIgnoreCase("false") ? (Object) false : ColumnValues.MISMATCH;
    }
    if (type instanceof DoubleType || type instanceof FloatType) {
      return NUMBER.matcher(text).matches()
          ? ColumnValues.floating(Double.parseDouble(text), type)
          : ColumnValues.MISMATCH;
    }
    if (WHOLE.matcher(text).matches() && !(type instanceof BinaryType)) {
      return ColumnValues.convert(new java.math.BigInteger(text), type);
    }
    return convert(text, type);
  }
}
