package dev.lakehouse.spark.silver;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.Expectation.Action;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.JobSettings;
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
    if (step.changes() != null && step.changes().deleteWhen() != null) {
      let = let.filter(not(expr(step.changes().deleteWhen())));
    }
    Dataset<Row> rows =
        SilverColumns.project(let, step, new JobSettings(name -> "lineage"), java.util.List.of());
    rows = valid(rows, step).drop(SilverColumns.INVALID);
    if (step.keys().isEmpty() || step.history() == Step.History.NONE) {
      return rows;
    }
    return step.history() == Step.History.TYPE2 ? versions(rows, step) : newest(rows, step);
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
    return rows.withColumn(KeyHistory.VALID_FROM, at)
        .withColumn("valid_to", lead(at, 1).over(order(step)))
        .withColumn("is_current", lead(lit(true), 1).over(order(step)).isNull());
  }

  private static WindowSpec order(Step.Silver step) {
    Column[] keys = step.keys().stream().map(SilverColumns::quoted).toArray(Column[]::new);
    WindowSpec window = Window.partitionBy(keys);
    return step.sequenceBy() == null
        ? window.orderBy(lit(1))
        : window.orderBy(SilverColumns.quoted(step.sequenceBy()));
  }
}
