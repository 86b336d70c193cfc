package dev.lakehouse.spark.lineage;

import static org.apache.spark.sql.functions.expr;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.silver.SilverShape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Each step that makes a table of tables as one query, to be analysed and never executed. */
final class StepQueries {
  private StepQueries() {}

  /** The step's table over the tables that the session knows. */
  static Dataset<Row> of(SparkSession session, Step step) {
    if (step instanceof Step.Silver silver) {
      Dataset<Row> rows = SilverShape.of(name -> session.table(name.toString()), silver);
      return letIn(rows, silver.expectations());
    }
    if (step instanceof Step.Gold gold) {
      return letIn(session.sql(gold.sql()), gold.expectations());
    }
    return segments(session, (Step.Segment) step);
  }

  /** Without the rows that expectations keep out. */
  private static Dataset<Row> letIn(Dataset<Row> rows, List<Expectation> expectations) {
    Dataset<Row> kept = rows;
    for (Expectation expectation : expectations) {
      if (expectation instanceof Expectation.Row rule && keepsOut(rule)) {
        kept = kept.filter(expr(rule.expr()));
      }
    }
    return kept;
  }

  private static boolean keepsOut(Expectation.Row rule) {
    return rule.action() == Expectation.Action.DROP
        || rule.action() == Expectation.Action.QUARANTINE;
  }

  /** A segment is a function of all features. */
  private static Dataset<Row> segments(SparkSession session, Step.Segment step) {
    String all =
        step.features().stream()
            .map(feature -> "CAST(%s AS double)".formatted(feature.expr()))
            .collect(Collectors.joining(", "));
    List<Column> columns = new ArrayList<>();
    columns.add(expr("`" + step.key().replace("`", "``") + "`"));
    columns.add(expr("CAST(array(%s)[0] AS int)".formatted(all)).as("segment"));
    step.features().forEach(each -> columns.add(expr(each.expr()).cast("double").as(each.name())));
    columns.add(expr("CAST(0 AS bigint)").as("trained_on"));
    return session.table(step.from().toString()).select(columns.toArray(Column[]::new));
  }
}
