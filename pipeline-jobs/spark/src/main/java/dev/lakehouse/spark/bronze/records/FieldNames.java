package dev.lakehouse.spark.bronze.records;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse.plan.Step;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Gives the fields of a record the names of the columns that mean them: APIs write {@code
 * updatedAt} or {@code Updated-At}, a column is called {@code updated_at}.
 */
public final class FieldNames implements Serializable {
  private static final long serialVersionUID = 1L;

  private final HashMap<String, String> columns = new HashMap<>();

  /** Names for those columns. */
  public FieldNames(List<Step.ColumnType> declared) {
    declared.forEach(column -> columns.putIfAbsent(plain(column.name()), column.name()));
  }

  /** The record with its columns' names; a field that has a column's very name is that column. */
  public ObjectNode of(ObjectNode record) {
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

  /** The column that a field of that name is; empty: none. */
  public Optional<String> column(String field) {
    return Optional.ofNullable(columns.get(plain(field)));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }
}
