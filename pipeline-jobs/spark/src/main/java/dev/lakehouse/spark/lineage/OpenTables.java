package dev.lakehouse.spark.lineage;

import dev.lakehouse.plan.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tables of which not all columns are known, and where their columns come from as they are. */
final class OpenTables {
  private final Map<TableName, String> sources = new HashMap<>();

  /** {@code source}: a dataset's name; null: nothing is known of it. */
  void add(TableName table, String source) {
    sources.put(table, source);
  }

  boolean has(TableName table) {
    return sources.containsKey(table);
  }

  String source(TableName table) {
    return sources.get(table);
  }

  /** The one of these tables a column without a home must belong to; empty: it can't be told. */
  Optional<TableName> only(List<TableName> tables) {
    List<TableName> found = tables.stream().filter(this::has).toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }
}
