package dev.lakehouse.kinesis.decode;

import dev.lakehouse.kinesis.core.StaleStateException;
import dev.lakehouse.kinesis.table.RowColumns;
import dev.lakehouse.kinesis.table.SchemaMerge;
import dev.lakehouse.kinesis.table.SchemaMismatchException;
import dev.lakehouse.plan.Step.ColumnType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The columns of a stream's bronze table and where each stands in a row: the declared ones, {@code
 * _rescued}, where the row came from; behind them what the table has beyond that, and what new
 * fields add. It only grows at its end. Used by one thread.
 */
public final class TableLayout implements RowColumns {
  static final String RESCUED = "_rescued";

  /** A producer that makes names up must not make a table of a million columns. */
  private static final int MAX_COLUMNS = 1_000;

  /** What Parquet, SQL and a warehouse take alike as a name. */
  private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_-]{0,99}");

  private final Map<String, Integer> fields = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final int rescued;
  private StructType schema = new StructType();
  private DataType[] types = new DataType[0];

  /** How many columns are declared or the table's; those behind were added for new fields. */
  private int settled;

  /**
   * The layout for these declared columns.
   *
   * @throws IllegalArgumentException when a name is taken or a type is not possible
   */
  public TableLayout(List<ColumnType> columns) {
    Set<String> own = new HashSet<>(Origin.NAMES);
    own.add(RESCUED);
    for (ColumnType column : columns) {
      String lower = column.name().toLowerCase(Locale.ROOT);
      if (own.contains(lower) || taken.contains(lower)) {
        throw new IllegalArgumentException(
            "Two columns are named '%s' (names that begin with an underscore may be taken by the table itself): rename one in spec.schema.columns"
                .formatted(column.name()));
      }
      append(new StructField(column.name(), ColumnTypes.parse(column.type()), true));
    }
    rescued = schema.length();
    StructType origin = Origin.addTo(new StructType().add(RESCUED, StringType.STRING));
    origin.fields().forEach(this::append);
    settled = schema.length();
  }

  private void append(StructField field) {
    String name = field.getName();
    if (!name.equals(RESCUED) && !Origin.NAMES.contains(name)) {
      fields.put(name, schema.length());
    }
    taken.add(name.toLowerCase(Locale.ROOT));
    schema = schema.add(field);
    types = schema.fields().stream().map(StructField::getDataType).toArray(DataType[]::new);
  }

  @Override
  public StructType schema() {
    return schema;
  }

  @Override
  public void adopt(StructType table) {
    requireSameTypes(table);
    for (StructField field : table.fields()) {
      if (schema.indexOf(field.getName()) < 0) {
        append(new StructField(field.getName(), field.getDataType(), true));
      }
    }
    settled = schema.length();
  }

  private void requireSameTypes(StructType table) {
    SchemaMerge.merged(table, new StructType(schema.fields().subList(0, settled)));
    try {
      SchemaMerge.merged(table, schema);
    } catch (SchemaMismatchException e) {
      // Rows are held in which a new field has the type this consumer gave it.
      throw new StaleStateException("another consumer gave a new column another type", e);
    }
  }

  /** Where the field of that name stands in a row; null: no column takes it. */
  Integer ordinal(String field) {
    return fields.get(field);
  }

  DataType type(int ordinal) {
    return types[ordinal];
  }

  String name(int ordinal) {
    return schema.at(ordinal).getName();
  }

  /**
   * Adds a column for a new field.
   *
   * @return where it stands; null when the table can't have one of that name, or no more
   */
  Integer add(String field, DataType type) {
    if (schema.length() >= MAX_COLUMNS
        || taken.contains(field.toLowerCase(Locale.ROOT))
        || !NAME.matcher(field).matches()) {
      return null;
    }
    append(new StructField(field, type, true));
    return fields.get(field);
  }

  int length() {
    return types.length;
  }

  /** Where what was rescued stands in a row; where the row came from stands behind it. */
  int rescued() {
    return rescued;
  }
}
