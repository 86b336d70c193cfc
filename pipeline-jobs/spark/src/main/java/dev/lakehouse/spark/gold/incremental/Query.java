package dev.lakehouse.spark.gold.incremental;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.analysis.EliminateSubqueryAliases$;
import org.apache.spark.sql.catalyst.expressions.ArraySort;
import org.apache.spark.sql.catalyst.expressions.CurrentDate;
import org.apache.spark.sql.catalyst.expressions.CurrentTime;
import org.apache.spark.sql.catalyst.expressions.CurrentTimestampLike;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.LocalTimestamp;
import org.apache.spark.sql.catalyst.expressions.SortArray;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.Collect;
import org.apache.spark.sql.catalyst.optimizer.InlineCTE;
import org.apache.spark.sql.catalyst.optimizer.PullupCorrelatedPredicates$;
import org.apache.spark.sql.catalyst.optimizer.ReplaceDistinctWithAggregate$;
import org.apache.spark.sql.catalyst.optimizer.ReplaceExceptWithAntiJoin$;
import org.apache.spark.sql.catalyst.optimizer.ReplaceIntersectWithSemiJoin$;
import org.apache.spark.sql.catalyst.optimizer.RewriteCorrelatedScalarSubquery$;
import org.apache.spark.sql.catalyst.optimizer.RewriteExceptAll$;
import org.apache.spark.sql.catalyst.optimizer.RewriteIntersectAll$;
import org.apache.spark.sql.catalyst.optimizer.RewritePredicateSubquery$;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;

/** A query's analysed plan, brought into few kinds of nodes by Spark's own rules. */
final class Query {
  private static final List<Rule<LogicalPlan>> RULES =
      List.of(
          new InlineCTE(true, false),
          EliminateSubqueryAliases$.MODULE$,
          RewriteExceptAll$.MODULE$,
          RewriteIntersectAll$.MODULE$,
          ReplaceIntersectWithSemiJoin$.MODULE$,
          ReplaceExceptWithAntiJoin$.MODULE$,
          ReplaceDistinctWithAggregate$.MODULE$,
          PullupCorrelatedPredicates$.MODULE$,
          RewritePredicateSubquery$.MODULE$,
          RewriteCorrelatedScalarSubquery$.MODULE$);

  private Query() {}

  /**
   * The plan over fewer kinds of nodes.
   *
   * @throws NotIncremental when the query gives other rows each time it is asked
   */
  static LogicalPlan simplified(LogicalPlan analysed) {
    requireSameAnswerEachTime(analysed);
    LogicalPlan plan = analysed;
    for (Rule<LogicalPlan> rule : RULES) {
      plan = rule.apply(plan);
    }
    return plan;
  }

  private static void requireSameAnswerEachTime(LogicalPlan plan) {
    for (Expression expression : Plans.list(plan.expressions())) {
      culprit(expression)
          .ifPresent(
              name -> {
                throw new NotIncremental(name + " may give another answer on every run");
              });
    }
    Plans.list(plan.children()).forEach(Query::requireSameAnswerEachTime);
    Plans.list(plan.innerChildren())
        .forEach(
            inner -> {
              if (inner instanceof LogicalPlan below) {
                requireSameAnswerEachTime(below);
              }
            });
    Inputs.subqueries(plan).forEach(Query::requireSameAnswerEachTime);
  }

  private static Optional<String> culprit(Expression expression) {
    boolean clock =
        expression instanceof CurrentDate
            || expression instanceof CurrentTimestampLike
            || expression instanceof LocalTimestamp
            || expression instanceof CurrentTime;
    List<Expression> below =
        sorts(expression)
            ? Plans.list(Plans.list(collected(expression).children()).get(0).children())
            : Plans.list(expression.children());
    Optional<String> found =
        below.stream().map(Query::culprit).flatMap(Optional::stream).findFirst();
    if (found.isPresent()) {
      return found;
    }
    boolean itself =
        !expression.deterministic() && below.stream().allMatch(Expression::deterministic);
    return clock || (itself && !sorts(expression))
        ? Optional.of(expression.prettyName() + "()")
        : Optional.empty();
  }

  /** The order in which values are collected does not count once they are sorted. */
  private static boolean sorts(Expression expression) {
    return (expression instanceof SortArray || expression instanceof ArraySort)
        && collected(expression) instanceof AggregateExpression aggregate
        && aggregate.aggregateFunction() instanceof Collect;
  }

  private static Expression collected(Expression sort) {
    return Plans.list(sort.children()).get(0);
  }
}
