package dev.lakehouse.kinesis.table;

import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The columns of a table and of rows for it, brought together by name. Pure. */
public final class SchemaMerge {
  private SchemaMerge() {}

  /**
   * The table's columns, and behind them those that only the rows have. A column that is added
   * changes no file of the table: it reads as null in the rows that are there.
   *
   * @throws SchemaMismatchException when a column of both has another type in the rows, or a name
   *     that differs in case only
   */
  public static StructType merged(StructType table, StructType rows) {
    Map<String, StructField> known = new HashMap<>();
    for (StructField field : table.fields()) {
      known.put(field.getName().toLowerCase(Locale.ROOT), field);
    }
    StructType merged = table;
    for (StructField field : rows.fields()) {
      StructField same = known.get(field.getName().toLowerCase(Locale.ROOT));
      if (same == null) {
        merged = merged.add(field);
      } else if (!same.getName().equals(field.getName())
          || !same.getDataType().equivalent(field.getDataType())) {
        throw new SchemaMismatchException(
            "Column %s of the table is '%s %s' and the DataSource says '%s %s': a column's type can't change while the table has rows of it. Restore it in spec.schema.columns, or declare a column of another name, or move the table away to have it made anew."
                .formatted(
                    same.getName(),
                    same.getName(),
                    same.getDataType(),
                    field.getName(),
                    field.getDataType()));
      }
    }
    return merged;
  }

  /** Names of the columns that the second has beyond the first. */
  static List<String> added(StructType before, StructType after) {
    List<String> names = new ArrayList<>(after.fieldNames());
    names.removeAll(before.fieldNames());
    return names;
  }

  /** For each column of the table where it stands in a row; -1: nowhere. */
  static int[] ordinals(StructType table, StructType rows) {
    return table.fieldNames().stream().mapToInt(rows::indexOf).toArray();
  }
}
