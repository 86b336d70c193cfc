package dev.lakehouse.spark.bronze;

import dev.lakehouse.plan.progress.SchemaProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What rows change about the columns of the table they are added to. */
final class SchemaChanges {
  private SchemaChanges() {}

  /**
   * How the table's columns came to be, once rows of {@code rows} are added.
   *
   * @param before what is known of that; null: nothing, as of a table that an older version made
   */
  static SchemaProgress after(
      SchemaProgress before, StructType table, StructType rows, Instant now) {
    SchemaProgress known = before == null ? SchemaProgress.MADE : before;
    List<String> added = new ArrayList<>();
    add(table, rows, "", added);
    return added.isEmpty() ? known : known.with(added, now);
  }

  /** Delta tells names apart regardless of case. */
  private static void add(StructType table, StructType rows, String path, List<String> added) {
    var types =
        List.of(table.fields()).stream()
            .collect(Collectors.toMap(SchemaChanges::name, StructField::dataType));
    for (StructField field : rows.fields()) {
      DataType there = types.get(name(field));
      if (there == null) {
        added.add(path + field.name());
      } else if (nested(there) != null && nested(field.dataType()) != null) {
        add(nested(there), nested(field.dataType()), path + field.name() + ".", added);
      }
    }
  }

  private static String name(StructField field) {
    return field.name().toLowerCase(Locale.ROOT);
  }

  /** The fields that values of that type have; null: it has none. */
  private static StructType nested(DataType type) {
    if (type instanceof StructType struct) {
      return struct;
    }
    if (type instanceof ArrayType array) {
      return nested(array.elementType());
    }
    return type instanceof MapType map ? nested(map.valueType()) : null;
  }
}
