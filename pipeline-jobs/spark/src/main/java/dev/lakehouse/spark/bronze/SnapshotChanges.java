package dev.lakehouse.spark.bronze;

import static dev.lakehouse.spark.bronze.DatabaseTable.named;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.StepFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.StructField;

/**
 * What changed from one read of all rows to the next, by key. What was there before is what the
 * bronze table itself tells: of each key the row of the newest snapshot, if that is no deletion.
 */
final class SnapshotChanges {
  /** {@code c}, {@code u} or {@code d}: the row is new, has other values, or is gone. */
  static final String OP = "_op";

  /** Rises from one read to the next. */
  static final String SNAPSHOT = "_snapshot";

  private static final String NOW = "_lh_now";
  private static final String BEFORE = "_lh_before";

  private final Step.Jdbc step;
  private final Dataset<Row> now;
  private final List<String> keys;

  SnapshotChanges(Step.Jdbc step, Dataset<Row> now) {
    this.step = step;
    this.now = now;
    this.keys = step.read().snapshotKeys();
  }

  /** Refuses a table whose keys do not identify a row. */
  void requireKeys() {
    List<String> columns = List.of(now.columns());
    for (String key : keys) {
      if (!columns.contains(key)) {
        throw StepFailure.of(
            FailureReason.SQL_INVALID,
            "%s has no column %s, which spec.jdbc.snapshot.keys names. It has: %s."
                .formatted(step.table(), key, String.join(", ", columns)));
      }
    }
    Column[] identity = keys.stream().map(DatabaseTable::named).toArray(Column[]::new);
    Column unknown = keys.stream().map(key -> named(key).isNull()).reduce(Column::or).orElseThrow();
    boolean ambiguous = !now.groupBy(identity).count().filter(col("count").gt(1)).isEmpty();
    if (ambiguous || !now.filter(unknown).isEmpty()) {
      throw StepFailure.of(
          FailureReason.DATA_INVALID,
          "%s has rows %s in %s. Nothing was read. Name columns that identify a row in spec.jdbc.snapshot.keys."
              .formatted(
                  step.table(),
                  ambiguous ? "that have the same values" : "without a value",
                  String.join(", ", keys)));
    }
  }

  /**
   * The changes since what the bronze table has; all rows where it has none.
   *
   * @param snapshot number of this read
   */
  Dataset<Row> since(Optional<Dataset<Row>> bronze, long snapshot) {
    Dataset<Row> changes =
        bronze.isEmpty() ? now.withColumn(OP, lit("c")) : compared(before(bronze.get()));
    return changes.withColumn(SNAPSHOT, lit(snapshot));
  }

  /** With the columns and types of the table as it is now. */
  private Dataset<Row> before(Dataset<Row> bronze) {
    Column[] identity = keys.stream().map(DatabaseTable::named).toArray(Column[]::new);
    Dataset<Row> newest =
        bronze
            .withColumn(
                BEFORE,
                row_number().over(Window.partitionBy(identity).orderBy(col(SNAPSHOT).desc())))
            .filter(col(BEFORE).equalTo(1).and(col(OP).notEqual("d")));
    List<String> known = List.of(bronze.columns());
    List<Column> columns = new ArrayList<>();
    for (StructField field : now.schema().fields()) {
      Column value = known.contains(field.name()) ? named(field.name()) : lit(null);
      columns.add(value.cast(field.dataType()).as(field.name()));
    }
    return newest.select(columns.toArray(Column[]::new));
  }

  private Dataset<Row> compared(Dataset<Row> before) {
    Dataset<Row> left = now.withColumn(NOW, lit(true)).as("n");
    Dataset<Row> right = before.withColumn(BEFORE, lit(true)).as("b");
    Column same =
        keys.stream()
            .map(key -> of("n", key).equalTo(of("b", key)))
            .reduce(Column::and)
            .orElseThrow();
    Column op =
        when(of("n", NOW).isNull(), "d")
            .when(of("b", BEFORE).isNull(), "c")
            .when(row("n").eqNullSafe(row("b")), lit(null))
            .otherwise("u");
    List<Column> columns = new ArrayList<>();
    for (String name : now.columns()) {
      columns.add(when(of("n", NOW).isNull(), of("b", name)).otherwise(of("n", name)).as(name));
    }
    columns.add(op.as(OP));
    return left.join(right, same, "full_outer")
        .select(columns.toArray(Column[]::new))
        .filter(col(OP).isNotNull());
  }

  private Column row(String side) {
    Column[] all =
        List.of(now.columns()).stream().map(name -> of(side, name)).toArray(Column[]::new);
    return struct(all);
  }

  private static Column of(String side, String column) {
    return col(side + ".`" + column.replace("`", "``") + "`");
  }
}
