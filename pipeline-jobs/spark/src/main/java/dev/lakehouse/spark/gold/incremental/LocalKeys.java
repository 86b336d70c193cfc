package dev.lakehouse.spark.gold.incremental;

import dev.lakehouse.spark.delta.PlacedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructField;

/**
 * Few keys, held in this JVM.
 *
 * @param table the same as a table, under the names that the gold table has for them
 */
record LocalKeys(Dataset<Row> table, List<Row> values) {

  long count() {
    return values.size();
  }

  /** Asks for these keys alone, and passes over files that can't have one. */
  Restriction restriction() {
    List<Optional<KeyRanges>> ranges = new ArrayList<>();
    for (int i = 0; i < table.columns().length; i++) {
      ranges.add(KeyRanges.of(values, i, table.schema().apply(i).dataType()));
    }
    return new Restriction(table.queryExecution().analyzed(), ranges);
  }

  /** The rows of these keys in a table that has them; empty when they are not few. */
  Optional<List<PlacedRow>> rowsOf(Dataset<Row> of) {
    LogicalPlan all = PlacedRow.in(of).queryExecution().analyzed();
    LogicalPlan those = restriction().of(all, columns(all));
    SparkSession session = (SparkSession) table.sparkSession();
    return LocalRows.few(Dataset$.MODULE$.ofRows(session, those), LocalRows.MOST)
        .map(PlacedRow::of);
  }

  /** At least the rows of these keys in such a table, with where they lie. */
  LogicalPlan near(Dataset<Row> of) {
    LogicalPlan all = PlacedRow.in(of).queryExecution().analyzed();
    return restriction().near(all, columns(all));
  }

  private List<Attribute> columns(LogicalPlan all) {
    List<Attribute> columns = new ArrayList<>();
    for (StructField key : table.schema().fields()) {
      Plans.output(all).stream()
          .filter(column -> column.name().equals(key.name()))
          .findFirst()
          .ifPresent(columns::add);
    }
    return columns;
  }
}
