package dev.lakehouse.spark.local;

import static org.apache.spark.sql.functions.approx_count_distinct;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import dev.lakehouse.plan.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A silver table as the data of a bronze table suggests it: types that all values of a text column
 * have, a key, and expectations that hold today. One pass over the data, and a second one for
 * columns that look like a key or like a closed list of values.
 */
final class Profile {
  /** Types that text is tried as, the narrowest first. */
  private static final List<String> TYPES = List.of("bigint", "double", "date", "timestamp");

  /** More values than these are no closed list. */
  private static final int LIST = 12;

  private static final int MEASURES = 5;

  private final TableName table;
  private final Dataset<Row> rows;
  private final List<StructField> fields;
  private final Row measured;
  private final long all;

  private Profile(TableName table, Dataset<Row> rows) {
    this.table = table;
    this.rows = rows;
    this.fields =
        List.of(rows.schema().fields()).stream()
            .filter(field -> !field.name().startsWith("_"))
            .toList();
    List<Column> measures = new ArrayList<>();
    for (StructField field : fields) {
      measures.addAll(measures(field));
    }
    this.measured = rows.agg(count(lit(1)), measures.toArray(Column[]::new)).first();
    this.all = measured.getLong(0);
  }

  /** The suggestion, as an item of {@code spec.silver}. */
  static String of(TableName table, Dataset<Row> rows) {
    return new Profile(table, rows).text();
  }

  private static boolean nested(StructField field) {
    return field.dataType() instanceof StructType
        || field.dataType() instanceof ArrayType
        || field.dataType() instanceof MapType;
  }

  private static Column named(StructField field) {
    return col(quoted(field));
  }

  private static String quoted(StructField field) {
    return "`" + field.name().replace("`", "``") + "`";
  }

  /** Nulls, distinct values, least, greatest, and a text of flags: which types all values have. */
  private static List<Column> measures(StructField field) {
    Column column = named(field);
    Column value = nested(field) ? column.cast("string") : column;
    Column types = lit("");
    if (field.dataType() instanceof StringType) {
      types =
          expr(
              TYPES.stream()
                  .map(
                      type ->
                          "bool_and(%1$s IS NULL OR try_cast(%1$s AS %2$s) IS NOT NULL)"
                              .formatted(quoted(field), type))
                  .map(flag -> "if(" + flag + ", '1', '0')")
                  .collect(Collectors.joining(", ", "concat(", ")")));
    }
    return List.of(
        count_if(column.isNull()),
        approx_count_distinct(value),
        min(value).cast("string"),
        max(value).cast("string"),
        types);
  }

  private long nulls(int field) {
    return measured.getLong(1 + field * MEASURES);
  }

  private long distinct(int field) {
    return measured.getLong(2 + field * MEASURES);
  }

  private String suggestedType(int field) {
    String flags = measured.getString(5 + field * MEASURES);
    if (all == 0 || nulls(field) == all || flags == null) {
      return null;
    }
    int at = flags.indexOf('1');
    return at < 0 ? null : TYPES.get(at);
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    text.append("# %s: %d rows, %d columns%n".formatted(table, all, fields.size()));
    text.append("- name: %s%n  from: %s%n  columns:%n".formatted(table.name(), table));
    for (int i = 0; i < fields.size(); i++) {
      text.append(column(i));
    }
    String key = key();
    text.append(key == null ? "  history: None\n" : "  keys: [" + key + "]\n");
    List<String> expectations = expectations(key);
    if (!expectations.isEmpty()) {
      text.append("  expectations:\n");
      expectations.forEach(line -> text.append("    - ").append(line).append('\n'));
    }
    return text.toString();
  }

  private String column(int i) {
    String cast = suggestedType(i);
    String declared = "{name: " + yaml(fields.get(i).name());
    declared += cast == null ? "}" : ", cast: " + cast + "}";
    double filled = all == 0 ? 0 : 100.0 * (all - nulls(i)) / all;
    return String.format(
        Locale.ROOT,
        "    - %-40s # %s, %.4g%% filled, about %d values, %s to %s%n",
        declared,
        fields.get(i).dataType().simpleString(),
        filled,
        distinct(i),
        shortened(measured.getString(3 + i * MEASURES)),
        shortened(measured.getString(4 + i * MEASURES)));
  }

  private static String shortened(String value) {
    if (value == null) {
      return "-";
    }
    String line = value.replaceAll("\\s+", " ");
    return line.length() <= 24 ? line : line.substring(0, 23) + "…";
  }

  /** The first column that is never null and, counted exactly, different in each row. */
  private String key() {
    for (int i = 0; i < fields.size(); i++) {
      StructField field = fields.get(i);
      boolean likely = all > 0 && nulls(i) == 0 && distinct(i) > 0.9 * all && !nested(field);
      if (likely && rows.select(named(field)).distinct().count() == all) {
        return field.name();
      }
    }
    return null;
  }

  private List<String> expectations(String key) {
    List<String> lines = new ArrayList<>();
    List<String> filled = new ArrayList<>();
    for (int i = 0; i < fields.size() && all > 0; i++) {
      if (nulls(i) == 0) {
        filled.add(yaml(fields.get(i).name()));
      }
    }
    if (!filled.isEmpty()) {
      lines.add("{name: filled, notNull: [" + String.join(", ", filled) + "]}");
    }
    for (int i = 0; i < fields.size() && all > 0; i++) {
      String line = fields.get(i).name().equals(key) ? null : values(i);
      if (line != null) {
        lines.add(line);
      }
    }
    if (all > 0) {
      lines.add("{name: has_rows, rowCount: {min: 1}, action: Fail}");
    }
    return lines;
  }

  private String values(int i) {
    StructField field = fields.get(i);
    String name = field.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    String type = suggestedType(i);
    boolean number =
        field.dataType() instanceof NumericType || "bigint".equals(type) || "double".equals(type);
    if (number) {
      boolean positive =
          nulls(i) < all
              && rows.filter(expr("try_cast(" + quoted(field) + " AS double) < 0")).isEmpty();
      return positive
          ? "{name: %s_not_negative, column: %s, range: {min: '0'}}"
              .formatted(name, yaml(field.name()))
          : null;
    }
    boolean list =
        field.dataType() instanceof StringType
            && type == null
            && distinct(i) <= LIST
            && all >= 10 * distinct(i)
            && nulls(i) < all;
    if (!list) {
      return null;
    }
    String values =
        rows
            .select(named(field))
            .filter(named(field).isNotNull())
            .distinct()
            .collectAsList()
            .stream()
            .map(row -> yaml(row.getString(0)))
            .sorted()
            .collect(Collectors.joining(", "));
    return "{name: %s_known, column: %s, acceptedValues: [%s]}"
        .formatted(name, yaml(field.name()), values);
  }

  /** Plain where YAML reads it back as the same text, else quoted. */
  private static String yaml(String value) {
    boolean plain =
        value.matches("[A-Za-z_][A-Za-z0-9_ -]*[A-Za-z0-9_]|[A-Za-z_]")
            && !value.matches("(?i)true|false|null|yes|no|on|off|y|n");
    return plain ? value : "'" + value.replace("'", "''") + "'";
  }
}
