package dev.lakehouse.spark.quality;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.CurrentDate;
import org.apache.spark.sql.catalyst.expressions.CurrentTimestampLike;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.LocalTimestamp;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.jdk.javaapi.CollectionConverters;

/** Whether rows come out the same when they are computed once more. */
final class Repeatable {
  private Repeatable() {}

  /** Whether nothing in their query asks chance or the clock. */
  static boolean is(Dataset<Row> rows) {
    return is(rows.queryExecution().analyzed());
  }

  private static boolean is(LogicalPlan plan) {
    return CollectionConverters.asJava(plan.expressions()).stream().allMatch(Repeatable::is)
        && CollectionConverters.asJava(plan.subqueries()).stream()
            .allMatch(subquery -> is((LogicalPlan) subquery))
        && CollectionConverters.asJava(plan.children()).stream()
            .allMatch(child -> is((LogicalPlan) child));
  }

  private static boolean is(Expression expression) {
    boolean clock =
        expression instanceof CurrentTimestampLike
            || expression instanceof CurrentDate
            || expression instanceof LocalTimestamp;
    return expression.deterministic()
        && !clock
        && CollectionConverters.asJava(expression.children()).stream().allMatch(Repeatable::is);
  }
}
