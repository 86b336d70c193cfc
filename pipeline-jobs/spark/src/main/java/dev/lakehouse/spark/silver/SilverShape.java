package dev.lakehouse.spark.silver;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.Expectation.Action;
import dev.lakehouse.plan.SilverChanges;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.JobSettings;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * A silver table as one query over its input: what the step does over many runs, said in a form
 * that can be analysed. It is never executed.
 */
public final class SilverShape {
  private SilverShape() {}

  /** The table's columns over its inputs; salts are of no account. */
  public static Dataset<Row> of(Function<TableName, Dataset<Row>> tables, Step.Silver step) {
    Dataset<Row> let =
        LookedUp.rows(Unnested.rows(SilverSources.together(tables, step), step), step);
    List<String> kept = List.of();
    if (changes(step).deleteWhen() != null) {
      let = let.withColumn(KeyHistory.DELETED, expr(changes(step).deleteWhen()));
      kept = List.of(KeyHistory.DELETED);
    }
    Dataset<Row> rows = SilverColumns.project(let, step, new JobSettings(name -> "lineage"), kept);
    rows = ofKeys(valid(rows, step).drop(SilverColumns.INVALID), step);
    return kept.isEmpty()
        ? rows
        : rows.filter(not(col(KeyHistory.DELETED))).drop(KeyHistory.DELETED);
  }

  private static SilverChanges changes(Step.Silver step) {
    return step.changes() == null ? SilverChanges.NONE : step.changes();
  }

  private static Dataset<Row> ofKeys(Dataset<Row> rows, Step.Silver step) {
    if (step.keys().isEmpty() || step.history() == Step.History.NONE) {
      return rows;
    }
    Dataset<Row> full = changes(step).ignoreNulls() ? filled(rows, step) : rows;
    if (step.history() == Step.History.TYPE2) {
      return versions(full, step);
    }
    // A table that is followed has one row of each key: nothing chooses among them.
    return changes(step).input() == SilverChanges.Input.CHANGE_FEED ? full : newest(full, step);
  }

  /** A null keeps the value of an older row. */
  private static Dataset<Row> filled(Dataset<Row> rows, Step.Silver step) {
    return rows.select(
        Arrays.stream(rows.columns())
            .map(
                name -> {
                  Column value = SilverColumns.quoted(name);
                  boolean own = step.keys().contains(name) || name.equals(KeyHistory.DELETED);
                  return own ? value : coalesce(value, lag(value, 1).over(order(step))).as(name);
                })
            .toArray(Column[]::new));
  }

  /** Without rows that are kept out because a value of theirs is invalid. */
  private static Dataset<Row> valid(Dataset<Row> rows, Step.Silver step) {
    Dataset<Row> kept = rows;
    for (Expectation expectation : SilverColumns.validity(step)) {
      if (expectation instanceof Expectation.Row rule
          && (rule.action() == Action.DROP || rule.action() == Action.QUARANTINE)) {
        kept = kept.filter(expr(rule.expr()));
      }
    }
    return kept;
  }

  private static Dataset<Row> newest(Dataset<Row> rows, Step.Silver step) {
    return rows.withColumn("_lh_place", row_number().over(order(step)))
        .filter(col("_lh_place").equalTo(1))
        .drop("_lh_place");
  }

  private static Dataset<Row> versions(Dataset<Row> rows, Step.Silver step) {
    Column at =
        step.sequenceBy() == null
            ? lit(null).cast("timestamp")
            : SilverColumns.quoted(step.sequenceBy());
    // A deletion ends a version as a newer row does.
    Column ends =
        changes(step).deleteWhen() == null
            ? lit(true)
            : when(col(KeyHistory.DELETED), lit(true)).otherwise(lit(true));
    Column next = lead(ends, 1).over(order(step));
    return rows.withColumn(KeyHistory.VALID_FROM, at)
        .withColumn(KeyHistory.VALID_TO, when(next.isNotNull(), lead(at, 1).over(order(step))))
        .withColumn(KeyHistory.IS_CURRENT, next.isNull());
  }

  private static WindowSpec order(Step.Silver step) {
    Column[] keys = step.keys().stream().map(SilverColumns::quoted).toArray(Column[]::new);
    WindowSpec window = Window.partitionBy(keys);
    return step.sequenceBy() == null
        ? window.orderBy(lit(1))
        : window.orderBy(SilverColumns.quoted(step.sequenceBy()));
  }
}
