package dev.lakehouse.spark.delta;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Columns of whose values each file tells bounds. Delta has the first 32 of a table, counted leaf
 * by leaf, and clusters by no other; so a table that is clustered by one further behind gets more
 * of them. Pure.
 */
final class IndexedColumns {
  /** Delta's property: how many, from the first on; negative: all. */
  static final String NUMBER = "delta.dataSkippingNumIndexedCols";

  /** Delta's property: which; then the number does not count. */
  static final String NAMES = "delta.dataSkippingStatsColumns";

  private static final int BY_DEFAULT = 32;

  private IndexedColumns() {}

  /**
   * The property that a table needs to be clustered by these columns; none where it needs none, or
   * somebody has named the columns.
   *
   * @param properties that the table has
   */
  static Map<String, String> reaching(
      List<String> clusterBy, StructType schema, Map<String, String> properties) {
    int now = number(properties.get(NUMBER));
    if (properties.containsKey(NAMES) || now < 0) {
      return Map.of();
    }
    int count = 0;
    int needed = 0;
    for (StructField field : schema.fields()) {
      count += leaves(field.dataType());
      if (clusterBy.stream().anyMatch(field.name()::equalsIgnoreCase)) {
        needed = count;
      }
    }
    return needed > now ? Map.of(NUMBER, Integer.toString(needed)) : Map.of();
  }

  /** What is no number is told where properties are checked. */
  private static int number(String property) {
    try {
      return property == null ? BY_DEFAULT : Integer.parseInt(property.strip());
    } catch (NumberFormatException e) {
      return BY_DEFAULT;
    }
  }

  private static int leaves(DataType type) {
    int leaves = 0;
    if (!(type instanceof StructType struct)) {
      return 1;
    }
    for (StructField field : struct.fields()) {
      leaves += leaves(field.dataType());
    }
    return leaves;
  }
}
