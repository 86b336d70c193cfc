package dev.lakehouse.spark.lineage;

import static dev.lakehouse.spark.lineage.PlanLineage.list;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.CaseWhen;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.HashExpression;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.Md5;
import org.apache.spark.sql.catalyst.expressions.OuterReference;
import org.apache.spark.sql.catalyst.expressions.Sha1;
import org.apache.spark.sql.catalyst.expressions.Sha2;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.WindowSpecDefinition;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.Count;
import org.apache.spark.sql.catalyst.expressions.aggregate.PivotFirst;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** Which columns of tables an expression over a plan's columns comes from. */
final class ExpressionLineage {
  private final Map<ExprId, Set<Origin>> columns;
  private final PlanLineage plans;

  /** Expressions over those columns; {@code plans} looks into subqueries. */
  ExpressionLineage(Map<ExprId, Set<Origin>> columns, PlanLineage plans) {
    this.columns = columns;
    this.plans = plans;
  }

  /** Its columns as those that decide about rows. */
  Set<Origin> deciding(Expression expression, Link link) {
    return then(of(expression), link);
  }

  Set<Origin> of(Expression expression) {
    if (expression instanceof Attribute attribute) {
      return columns.getOrDefault(attribute.exprId(), Set.of());
    }
    if (expression instanceof Alias alias) {
      return of(alias.child());
    }
    if (expression instanceof OuterReference outer) {
      return of((Expression) outer.e());
    }
    if (expression instanceof AggregateExpression aggregate) {
      return aggregated(aggregate);
    }
    if (expression instanceof WindowExpression window) {
      return union(
          then(of(window.windowFunction()), Link.TRANSFORMATION), bounds(window.windowSpec()));
    }
    if (expression instanceof If choice) {
      return union(
          deciding(choice.predicate(), Link.CONDITIONAL),
          all(List.of(choice.trueValue(), choice.falseValue()), Link.TRANSFORMATION));
    }
    if (expression instanceof CaseWhen choice) {
      return chosen(choice);
    }
    if (expression instanceof PivotFirst pivot) {
      return union(of(pivot.valueColumn()), deciding(pivot.pivotColumn(), Link.CONDITIONAL));
    }
    if (expression instanceof SubqueryExpression subquery) {
      return asked(subquery);
    }
    Set<Origin> origins = all(list(expression.children()), Link.TRANSFORMATION);
    return hides(expression) ? hidden(origins) : origins;
  }

  private Set<Origin> aggregated(AggregateExpression aggregate) {
    Set<Origin> values = then(of((Expression) aggregate.aggregateFunction()), Link.AGGREGATION);
    return aggregate.filter().isEmpty()
        ? values
        : union(values, deciding(aggregate.filter().get(), Link.CONDITIONAL));
  }

  private Set<Origin> bounds(WindowSpecDefinition window) {
    return union(
        all(list(window.partitionSpec()), Link.WINDOW), all(list(window.orderSpec()), Link.WINDOW));
  }

  private Set<Origin> chosen(CaseWhen choice) {
    Set<Origin> origins = new TreeSet<>();
    list(choice.branches())
        .forEach(
            branch -> {
              origins.addAll(deciding(branch._1(), Link.CONDITIONAL));
              origins.addAll(then(of(branch._2()), Link.TRANSFORMATION));
            });
    if (choice.elseValue().isDefined()) {
      origins.addAll(then(of(choice.elseValue().get()), Link.TRANSFORMATION));
    }
    return origins;
  }

  /** Of a subquery the values it gives, and what decides which these are. */
  private Set<Origin> asked(SubqueryExpression subquery) {
    PlanLineage.Traced traced = plans.trace((LogicalPlan) subquery.plan(), columns);
    Set<Origin> origins = new TreeSet<>(traced.rows());
    list(((LogicalPlan) subquery.plan()).output())
        .forEach(
            column ->
                origins.addAll(
                    then(
                        traced.columns().getOrDefault(column.exprId(), Set.of()),
                        Link.TRANSFORMATION)));
    return origins;
  }

  private Set<Origin> all(List<? extends Expression> expressions, Link link) {
    Set<Origin> origins = new TreeSet<>();
    expressions.forEach(expression -> origins.addAll(then(of(expression), link)));
    return origins;
  }

  /** Values that say nothing of those they were made from. */
  private static boolean hides(Expression expression) {
    return expression instanceof Count
        || expression instanceof HashExpression<?>
        || expression instanceof Sha1
        || expression instanceof Sha2
        || expression instanceof Md5;
  }

  static Set<Origin> hidden(Set<Origin> origins) {
    return origins.stream().map(Origin::hidden).collect(Collectors.toCollection(TreeSet::new));
  }

  static Set<Origin> then(Set<Origin> origins, Link link) {
    return origins.stream()
        .map(origin -> origin.then(link))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<Origin> union(Set<Origin> one, Set<Origin> other) {
    Set<Origin> all = new TreeSet<>(one);
    all.addAll(other);
    return all;
  }
}
