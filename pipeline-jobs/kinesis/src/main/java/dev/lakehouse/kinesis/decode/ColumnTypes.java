package dev.lakehouse.kinesis.decode;

import io.delta.kernel.types.ArrayType;
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
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spark SQL's names of types. */
final class ColumnTypes {
  private static final Pattern DECIMAL =
      Pattern.compile("(?:decimal|dec|numeric)(?:\\(\\s*(\\d+)\\s*(?:,\\s*(\\d+)\\s*)?\\))?");
  private static final Pattern FIELD =
      Pattern.compile("`?([^\\s:`]+)`?\\s*:?\\s*(.+)", Pattern.DOTALL);
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
    return name.endsWith(">") ? nested(text.strip(), name) : simple(name, text);
  }

  private static DataType nested(String text, String name) {
    String inside = text.substring(text.indexOf('<') + 1, text.length() - 1);
    if (name.startsWith("array<")) {
      return new ArrayType(parse(inside), true);
    }
    List<String> parts = split(inside);
    if (name.startsWith("map<") && parts.size() == 2) {
      if (parse(parts.get(0)) != StringType.STRING) {
        throw new IllegalArgumentException(
            "The keys of '%s' must be string: the fields' names become the keys".formatted(text));
      }
      return new MapType(StringType.STRING, parse(parts.get(1)), true);
    }
    if (name.startsWith("struct<")) {
      StructType struct = new StructType();
      for (String part : parts) {
        Matcher field = FIELD.matcher(part.strip());
        if (!field.matches() || struct.indexOf(field.group(1)) >= 0) {
          throw notPossible(text);
        }
        struct = struct.add(field.group(1), parse(field.group(2)));
      }
      return struct;
    }
    throw notPossible(text);
  }

  /** At the commas that stand in no brackets of their own. */
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '<' || c == '(' ? 1 : c == '>' || c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(text.substring(from, i));
        from = i + 1;
      }
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static DataType simple(String name, String text) {
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
    throw notPossible(text);
  }

  private static IllegalArgumentException notPossible(String text) {
    return new IllegalArgumentException(
        "A stream's column can't have the type '%s': use string, tinyint, smallint, int, bigint, float, double, boolean, decimal(p,s), date, timestamp, binary, or array<...>, map<string,...> and struct<name:...> of these; a nested value declared as string keeps its JSON text"
            .formatted(text));
  }
}
