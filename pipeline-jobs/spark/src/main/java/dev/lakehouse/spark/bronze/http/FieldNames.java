package dev.lakehouse.spark.bronze.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse.plan.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Gives the fields of a record the names of the columns that mean them: APIs write {@code
 * updatedAt} or {@code Updated-At}, a column is called {@code updated_at}.
 */
final class FieldNames {
  private final Map<String, String> columns = new HashMap<>();

  FieldNames(List<Step.ColumnType> declared) {
    declared.forEach(column -> columns.putIfAbsent(plain(column.name()), column.name()));
  }

  /** The record with its columns' names; a field that has a column's very name is that column. */
  ObjectNode of(ObjectNode record) {
    if (columns.isEmpty()) {
      return record;
    }
    ObjectNode renamed = record.objectNode();
    record
        .properties()
        .forEach(
            field -> {
              String column = columns.get(plain(field.getKey()));
              boolean free = column != null && !record.has(column) && !renamed.has(column);
              renamed.set(free ? column : field.getKey(), field.getValue());
            });
    return renamed;
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }
}
