package dev.lakehouse.kinesis.decode;

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
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spark SQL's names of types. */
final class ColumnTypes {
  private static final Pattern DECIMAL =
      Pattern.compile("(?:decimal|dec|numeric)(?:\\(\\s*(\\d+)\\s*(?:,\\s*(\\d+)\\s*)?\\))?");
  private static final int MAX_PRECISION = 38;
  private static final int DEFAULT_PRECISION = 10;

  private ColumnTypes() {}

  /**
   * The type of that name.
   *
   * @throws IllegalArgumentException when a stream's column can't have it
   */
  static DataType parse(String text) {
    String name = text.strip().toLowerCase(Locale.ROOT);
    return switch (name) {
      case "string" -> StringType.STRING;
      case "tinyint", "byte" -> ByteType.BYTE;
      case "smallint", "short" -> ShortType.SHORT;
      case "int", "integer" -> IntegerType.INTEGER;
      case "bigint", "long" -> LongType.LONG;
      case "float", "real" -> FloatType.FLOAT;
      case "double" -> DoubleType.DOUBLE;
      case "boolean" -> BooleanType.BOOLEAN;
      case "date" -> DateType.DATE;
      case "timestamp" -> TimestampType.TIMESTAMP;
      case "binary" -> BinaryType.BINARY;
      default -> decimal(name, text);
    };
  }

  private static DataType decimal(String name, String text) {
    Matcher matcher = DECIMAL.matcher(name);
    if (matcher.matches()) {
      int precision =
          matcher.group(1) == null ? DEFAULT_PRECISION : Integer.parseInt(matcher.group(1));
      int scale = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
      if (precision >= 1 && precision <= MAX_PRECISION && scale <= precision) {
        return new DecimalType(precision, scale);
      }
    }
    throw new IllegalArgumentException(
        "A stream's column can't have the type '%s': use string, tinyint, smallint, int, bigint, float, double, boolean, decimal(p,s), date, timestamp or binary; declare a nested value as string and it keeps its JSON text"
            .formatted(text));
  }
}
