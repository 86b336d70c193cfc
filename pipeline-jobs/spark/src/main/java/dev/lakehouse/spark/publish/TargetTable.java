package dev.lakehouse.spark.publish;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.spark.StepFailure;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * A table of a warehouse that a publish makes equal to one of the lake.
 *
 * @param schema null: the one the connection's user has
 * @param columns name and type, in the order of the lake's table
 */
record TargetTable(String schema, String name, List<WarehouseColumn> columns, List<String> keys) {
  /** A column, its type as the warehouse names it. */
  record WarehouseColumn(String name, String type) {}

  static TargetTable of(
      String target, StructType source, List<String> keys, Function<DataType, String> types) {
    int dot = target.indexOf('.');
    List<WarehouseColumn> columns =
        Arrays.stream(source.fields())
            .map(field -> new WarehouseColumn(field.name(), types.apply(field.dataType())))
            .toList();
    List<String> missing =
        keys.stream().filter(key -> !List.of(source.fieldNames()).contains(key)).toList();
    if (!missing.isEmpty()) {
      throw StepFailure.of(
          FailureReason.SQL_INVALID,
          "The table to publish as %s has no column %s, which its keys name. Correct the keys, or add the column to the query."
              .formatted(target, String.join(", ", missing)));
    }
    return new TargetTable(
        dot < 0 ? null : target.substring(0, dot), target.substring(dot + 1), columns, keys);
  }

  /** Schema and name, quoted. */
  String qualified() {
    return sibling(name);
  }

  /** Another table of the same schema, quoted. */
  String sibling(String other) {
    return schema == null ? quote(other) : quote(schema) + "." + quote(other);
  }

  /** Columns that identify no row. */
  List<String> values() {
    return columns.stream()
        .map(WarehouseColumn::name)
        .filter(column -> !keys.contains(column))
        .toList();
  }

  List<String> names() {
    return columns.stream().map(WarehouseColumn::name).toList();
  }

  /** {@code "name" type, …} */
  String definitions() {
    return columns.stream()
        .map(column -> quote(column.name()) + " " + column.type())
        .collect(Collectors.joining(", "));
  }

  /** {@code left."key" = right."key" AND …} */
  String sameKey(String left, String right) {
    return keys.stream()
        .map(key -> left + "." + quote(key) + " = " + right + "." + quote(key))
        .collect(Collectors.joining(" AND "));
  }

  /** The names, quoted, each after {@code prefix}. */
  static String list(List<String> names, String prefix) {
    return names.stream().map(name -> prefix + quote(name)).collect(Collectors.joining(", "));
  }

  static String quote(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
