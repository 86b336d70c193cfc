package dev.lakehouse.spark.bronze;

import static org.apache.spark.sql.functions.lit;

import dev.lakehouse.plan.BackfillWindow;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.StepFailure;
import dev.lakehouse.spark.delta.TableState;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * The rows of a source whose cursor lies in a range that the table may have in part: each row is
 * added as often as the source has it more often than the table. That is exact, since both sides
 * are looked at in the same range, and a row that was changed is another row.
 */
final class CursorRange {
  private final Column holds;

  private CursorRange(Column holds) {
    this.holds = holds;
  }

  /** Rows without a cursor, which any time may bring, and no value of it tells of. */
  static CursorRange withoutCursor(Step.Jdbc step) {
    return new CursorRange(DatabaseTable.named(step.cursor()).isNull());
  }

  /**
   * From {@code overlapMillis} before the last value that was read up to that value, inclusive, and
   * the rows without one.
   */
  static CursorRange overlap(Step.Jdbc step, Dataset<Row> source, String last) {
    Column cursor = DatabaseTable.named(step.cursor());
    DataType type = source.schema().apply(step.cursor()).dataType();
    Column mark = lit(last).cast(type);
    long overlap = step.read().overlapMillis();
    Column from = mark;
    if (overlap > 0) {
      requireTime(step, type, "overlap");
      from = before(mark, overlap).cast(type);
    }
    return new CursorRange(cursor.geq(from).and(cursor.leq(mark)).or(cursor.isNull()));
  }

  /** A window of time, of which nothing is taken that the cursor has not come to yet. */
  static CursorRange window(
      Step.Jdbc step, Dataset<Row> source, BackfillWindow window, String last) {
    Column cursor = DatabaseTable.named(step.cursor());
    DataType type = source.schema().apply(step.cursor()).dataType();
    requireTime(step, type, "backfill");
    Column within =
        cursor
            .cast(DataTypes.TimestampType)
            .geq(lit(Timestamp.from(window.from())))
            .and(cursor.cast(DataTypes.TimestampType).lt(lit(Timestamp.from(window.to()))));
    return new CursorRange(within.and(cursor.leq(lit(last).cast(type))));
  }

  private static Column before(Column mark, long millis) {
    return mark.cast(DataTypes.TimestampType).minus(lit(Duration.ofMillis(millis)));
  }

  private static void requireTime(Step.Jdbc step, DataType type, String what) {
    if (!type.equals(DataTypes.TimestampType) && !type.equals(DataTypes.DateType)) {
      throw StepFailure.of(
          FailureReason.SQL_INVALID,
          "The cursor %s of %s is a %s, and %s is about time. Name a column of times as cursor, or go without."
              .formatted(step.cursor(), step.table(), type.sql(), what));
    }
  }

  /** What of the range the source has and the table has not. */
  Dataset<Row> missing(Dataset<Row> source, Dataset<Row> table, TableState target) {
    return source.filter(holds).exceptAll(like(source, table, target).filter(holds));
  }

  /** The table's rows with the source's columns: a column that is new is null in them. */
  private static Dataset<Row> like(Dataset<Row> source, Dataset<Row> table, TableState target) {
    List<Column> columns = new ArrayList<>();
    for (StructField field : source.schema().fields()) {
      Column column =
          target.hasColumn(field.name()) ? DatabaseTable.named(field.name()) : lit(null);
      columns.add(column.cast(field.dataType()).as(field.name()));
    }
    return table.select(columns.toArray(Column[]::new));
  }
}
