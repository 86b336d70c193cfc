package dev.lakehouse.spark.silver;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.arrays_overlap;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.Expectation.Action;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.quality.CheckedRows;
import dev.lakehouse.spark.quality.Quarantine;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Quarantined rows that the rules of today let in.
 *
 * <p>Each comes into the table exactly once, whenever the driver dies. First the quarantine marks
 * them with the run ({@link #MARK}), in one commit; then the table's own commit takes just the
 * marked rows in, and its note says so ({@code CommitNote.released}, which later notes carry on). A
 * mark counts only once such a note is there: rows of a run that died in between are asked again by
 * the next release. As the note goes back with a table that is rolled back, so does the release.
 *
 * <p>The rows are those that were kept: with other columns, or another filter, the table and its
 * quarantine are made anew from all of the input anyway. Values that did not fit their column are
 * null in them, so these rows stay.
 *
 * @param rules rows that one of these refused; empty: all
 * @param settled the last run whose marks count; null: none do
 * @param run the run that releases
 */
record Release(Step.Silver step, Set<String> rules, Long settled, long run) {
  /** The run that let the row in; null: it is still kept out. */
  static final String MARK = "_released";

  /** How many rows came out of quarantine. */
  static final String METRIC = "releasedRows";

  private static final String PLACE = "_lh_place";

  /** The quarantine's rows, those to be let in marked with the run. */
  Dataset<Row> marked(Dataset<Row> quarantine) {
    Column mark =
        List.of(quarantine.columns()).contains(MARK) ? col(MARK) : lit(null).cast("bigint");
    Column done = settled == null ? lit(false) : coalesce(mark.leq(settled), lit(false));
    return quarantine.withColumn(
        MARK, when(done, mark).when(asked().and(letIn()), lit(run)).otherwise(lit(null)));
  }

  /** How many rows are marked. */
  long count(Dataset<Row> quarantine) {
    return quarantine.filter(col(MARK).equalTo(run)).count();
  }

  /**
   * The marked rows as those of the table.
   *
   * @param current the table's rows
   */
  Dataset<Row> rows(Dataset<Row> quarantine, Dataset<Row> current) {
    Dataset<Row> rows = quarantine.filter(col(MARK).equalTo(run));
    if (NewestRow.needsArrival(step)) {
      rows = HistoryWrite.ofKeys(lastKept(rows), current, step.keys(), "left_anti");
    }
    return rows.drop(MARK, Originals.COLUMN, CheckedRows.RULES_COLUMN)
        .drop(Quarantine.RUN, Quarantine.AT);
  }

  private Column asked() {
    Column refusedBy = col(CheckedRows.RULES_COLUMN);
    Column fits = not(exists(refusedBy, rule -> rule.startsWith("valid(")));
    Column[] names = rules.stream().sorted().map(name -> lit(name)).toArray(Column[]::new);
    return names.length == 0 ? fits : fits.and(arrays_overlap(refusedBy, array(names)));
  }

  /** No rule of today keeps the row out. */
  private Column letIn() {
    return step.expectations().stream()
        .filter(Expectation.Row.class::isInstance)
        .filter(rule -> rule.action() != Action.WARN)
        .map(rule -> coalesce(expr(((Expectation.Row) rule).expr()), lit(false)))
        .reduce(lit(true), Column::and);
  }

  /**
   * Of one key the row that was kept out last: nothing else orders them. For the same reason a row
   * that the table has of the key stays.
   */
  private Dataset<Row> lastKept(Dataset<Row> rows) {
    Column[] keys = step.keys().stream().map(SilverColumns::quoted).toArray(Column[]::new);
    Column tie = NewestRow.tieBreak(rows.schema(), SilverColumns::quoted);
    return rows.withColumn(
            PLACE,
            row_number()
                .over(Window.partitionBy(keys).orderBy(col(Quarantine.RUN).desc(), tie.desc())))
        .filter(col(PLACE).equalTo(1))
        .drop(PLACE);
  }
}
