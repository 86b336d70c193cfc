package dev.lakehouse.spark.continuous;

import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.LogEnd;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/** Watches where the logs of some tables end: one listing of each a look. */
final class InputLogs {
  private final SparkSession spark;
  private final Function<TableName, String> root;
  private final Set<TableName> tables;
  private Map<TableName, LogEnd> ends = new TreeMap<>();
  private OptionalLong oldest = OptionalLong.empty();

  InputLogs(SparkSession spark, Function<TableName, String> root, Set<TableName> tables) {
    this.spark = spark;
    this.root = root;
    this.tables = Set.copyOf(tables);
  }

  /** Looks at all of them; where one can't be looked at, what is known of all stays. */
  Map<TableName, LogEnd> look() {
    Map<TableName, LogEnd> found = new TreeMap<>();
    OptionalLong begin = OptionalLong.empty();
    for (TableName table : tables) {
      LogEnd known = ends.get(table);
      LogEnd.Look look = LogEnd.behind(LakeTable.of(spark, root.apply(table), table), known);
      look.end().ifPresent(end -> found.put(table, end));
      boolean moved = known != null && look.end().filter(end -> !end.equals(known)).isPresent();
      if (moved && (begin.isEmpty() || look.oldest() < begin.getAsLong())) {
        begin = OptionalLong.of(look.oldest());
      }
    }
    ends = found;
    oldest = begin;
    return Map.copyOf(found);
  }

  /**
   * When the oldest of the commits was made that the last look found new, in milliseconds since
   * 1970; empty when it found none, or was the first.
   */
  OptionalLong oldest() {
    return oldest;
  }
}
