package dev.lakehouse.spark.gold.incremental;

import static org.apache.spark.sql.functions.col;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Joins by columns of the same names, where null equals null. */
public final class KeyJoin {
  private KeyJoin() {}

  /**
   * The rows that have, or have not, one of the keys.
   *
   * @param type {@code left_semi} or {@code left_anti}
   */
  public static Dataset<Row> of(Dataset<Row> rows, Dataset<Row> keys, String type) {
    String[] names = keys.columns();
    Dataset<Row> renamed = keys.toDF(Arrays.stream(names).map(KeyJoin::own).toArray(String[]::new));
    Column same =
        Arrays.stream(names)
            .map(name -> column(name).eqNullSafe(column(own(name))))
            .reduce(Column::and)
            .orElseThrow();
    return rows.join(renamed, same, type);
  }

  private static String own(String name) {
    return "_lh_key_" + name;
  }

  /** The columns of these names. */
  public static Column[] columns(List<String> names) {
    return names.stream().map(KeyJoin::column).toArray(Column[]::new);
  }

  /** Whether rows share a key. */
  public static boolean hasDuplicates(Dataset<Row> rows, List<String> keys) {
    return !rows.groupBy(columns(keys)).count().where("count > 1").isEmpty();
  }

  private static Column column(String name) {
    return col("`" + name.replace("`", "``") + "`");
  }
}
