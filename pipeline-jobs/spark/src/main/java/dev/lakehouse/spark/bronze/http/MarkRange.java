package dev.lakehouse.spark.bronze.http;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import dev.lakehouse.plan.BackfillWindow;
import dev.lakehouse.plan.HttpRead.Incremental;
import dev.lakehouse.plan.HttpRead.MarkFormat;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Which records one read is about.
 *
 * @param from least high-water value; empty: all there are
 * @param to first high-water value that is not among them; empty: no end
 */
record MarkRange(Incremental incremental, Optional<String> from, Optional<String> to) {
  private static final String WIDE = "decimal(38,9)";

  /** What is new since {@code reached}; at first, what the user says. */
  static MarkRange since(Incremental incremental, Optional<String> reached) {
    Mark mark = new Mark(incremental);
    Optional<String> from =
        reached
            .map(mark::minusOverlap)
            .or(() -> Optional.ofNullable(incremental.from()).map(mark::parsed));
    return new MarkRange(incremental, from, Optional.empty());
  }

  /** A range of time that is read once more. */
  static MarkRange of(Incremental incremental, BackfillWindow window) {
    return new MarkRange(
        incremental, Optional.of(Mark.of(window.from())), Optional.of(Mark.of(window.to())));
  }

  /** Whether a row is in it. One without a value is in each that has no end. */
  Column holds() {
    Column begun =
        from.map(mark -> comparable(col(Spool.MARK)).geq(comparable(lit(mark)))).orElse(lit(true));
    return to.map(mark -> begun.and(comparable(col(Spool.MARK)).lt(comparable(lit(mark)))))
        .orElse(begun.or(col(Spool.MARK).isNull()));
  }

  /** The greatest value of a table's rows; empty when there is none. */
  static Optional<String> greatest(Incremental incremental, Dataset<Row> rows) {
    Column greatest = max(comparable(incremental, col(Spool.MARK))).cast(DataTypes.StringType);
    return Optional.ofNullable(rows.agg(greatest).first().getString(0));
  }

  private Column comparable(Column mark) {
    return comparable(incremental, mark);
  }

  /** Times sort as the texts they are. */
  private static Column comparable(Incremental incremental, Column mark) {
    return incremental.format() == MarkFormat.NUMBER ? mark.cast(WIDE) : mark;
  }
}
