package dev.lakehouse.spark.gold.incremental;

import static dev.lakehouse.spark.gold.incremental.Plans.list;
import static dev.lakehouse.spark.gold.incremental.Plans.output;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Add;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.CheckOverflow;
import org.apache.spark.sql.catalyst.expressions.DecimalAddNoOverflowCheck;
import org.apache.spark.sql.catalyst.expressions.EvalMode$;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Greatest;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.IsNull;
import org.apache.spark.sql.catalyst.expressions.Least;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction;
import org.apache.spark.sql.catalyst.expressions.aggregate.Count;
import org.apache.spark.sql.catalyst.expressions.aggregate.Max;
import org.apache.spark.sql.catalyst.expressions.aggregate.Min;
import org.apache.spark.sql.catalyst.expressions.aggregate.Sum;
import org.apache.spark.sql.catalyst.plans.Inner$;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;

/**
 * Counts, sums, least and greatest values whose inputs only gained rows: the query over the new
 * rows alone, put on top of what the table says, is what the query over all rows would give.
 * Nothing of the old rows is read.
 *
 * <p>It holds for {@code SELECT keys, aggregates FROM … GROUP BY keys} where the new rows of what
 * is aggregated are those that come of the new rows of the inputs ({@link AddedRows}). Sums of
 * floating-point numbers are left out: their last digits depend on the order of rows.
 */
final class Addition {
  private enum Combining {
    KEY,
    SUM,
    LEAST,
    GREATEST
  }

  private final LogicalPlan plan;
  private final List<Combining> columns;

  private Addition(LogicalPlan plan, List<Combining> columns) {
    this.plan = plan;
    this.columns = columns;
  }

  /**
   * How the query's table can be added to; empty when it can't.
   *
   * @param keys the columns of the query's result by which the table is kept
   */
  static Optional<Addition> of(LogicalPlan query, Inputs inputs, List<Attribute> keys) {
    Map<ExprId, ExprId> names = new HashMap<>();
    LogicalPlan below = renamed(query, names);
    if (!(below instanceof Aggregate aggregate) || aggregate.groupingExpressions().isEmpty()) {
      return Optional.empty();
    }
    Map<ExprId, Combining> combining = combining(aggregate);
    List<Combining> columns = new ArrayList<>();
    Set<ExprId> groups = new HashSet<>();
    for (Attribute column : output(query)) {
      ExprId origin = names.getOrDefault(column.exprId(), column.exprId());
      Combining how = combining.get(origin);
      if (how == null || (how == Combining.KEY) != keys.contains(column)) {
        return Optional.empty();
      }
      columns.add(how);
      if (how == Combining.KEY) {
        groups.add(origin);
      }
    }
    if (!allGroupsShown(aggregate, groups)) {
      return Optional.empty();
    }
    return new AddedRows(inputs)
        .of(aggregate.child())
        .map(rows -> new Addition(over(query, aggregate, rows), columns));
  }

  /** Through projections that only choose and rename; tells what each column was called. */
  private static LogicalPlan renamed(LogicalPlan plan, Map<ExprId, ExprId> names) {
    if (!(plan instanceof Project project)) {
      return plan;
    }
    for (NamedExpression each : list(project.projectList())) {
      if (each instanceof Alias alias && alias.child() instanceof Attribute origin) {
        names.put(alias.exprId(), origin.exprId());
      } else if (!(each instanceof Attribute)) {
        return plan;
      }
    }
    return project.child() instanceof Aggregate ? project.child() : plan;
  }

  private static Map<ExprId, Combining> combining(Aggregate aggregate) {
    Map<ExprId, Combining> combining = new HashMap<>();
    for (NamedExpression each : list(aggregate.aggregateExpressions())) {
      Expression value = each instanceof Alias alias ? alias.child() : (Expression) each;
      if (isGroup(aggregate, value)) {
        combining.put(each.exprId(), Combining.KEY);
      } else if (value instanceof AggregateExpression of && !of.isDistinct()) {
        how(of.aggregateFunction()).ifPresent(found -> combining.put(each.exprId(), found));
      }
    }
    return combining;
  }

  private static boolean isGroup(Aggregate aggregate, Expression value) {
    return list(aggregate.groupingExpressions()).stream()
        .anyMatch(group -> group.semanticEquals(value));
  }

  private static Optional<Combining> how(AggregateFunction function) {
    if (function instanceof Count) {
      return Optional.of(Combining.SUM);
    }
    if (function instanceof Sum of) {
      // A sum that became null by an overflow can't be added to.
      boolean exact =
          !(of.dataType() instanceof DoubleType)
              && !(of.dataType() instanceof FloatType)
              && of.evalContext().evalMode() != EvalMode$.MODULE$.TRY();
      return exact ? Optional.of(Combining.SUM) : Optional.empty();
    }
    if (function instanceof Min) {
      return Optional.of(Combining.LEAST);
    }
    return function instanceof Max ? Optional.of(Combining.GREATEST) : Optional.empty();
  }

  /** Rows of one key must be rows of one group. */
  private static boolean allGroupsShown(Aggregate aggregate, Set<ExprId> shown) {
    List<Expression> values =
        list(aggregate.aggregateExpressions()).stream()
            .filter(each -> shown.contains(each.exprId()))
            .map(each -> each instanceof Alias alias ? alias.child() : (Expression) each)
            .toList();
    return list(aggregate.groupingExpressions()).stream()
        .allMatch(group -> values.stream().anyMatch(group::semanticEquals));
  }

  private static LogicalPlan over(LogicalPlan query, Aggregate aggregate, LogicalPlan rows) {
    LogicalPlan added = Plans.withChildren(aggregate, List.of(rows));
    return query == aggregate ? added : Plans.withChildren(query, List.of(added));
  }

  /** The query over the new rows alone: a row for each key that is affected. */
  LogicalPlan plan() {
    return plan;
  }

  /**
   * Rows of the table that the addition changes: all of the table's columns as they are, {@code
   * place}, {@code added}'s last column, and all of its columns as they become.
   *
   * @param table the table's columns, then others
   * @param place how many others
   * @param added new rows with the columns of the table, then one that tells which row it is
   */
  LogicalPlan onTopOf(LogicalPlan table, int place, LogicalPlan added) {
    int width = columns.size();
    List<Attribute> now = output(added);
    List<Expression> result =
        new ArrayList<>(output(table).subList(0, width + place).stream().toList());
    result.add(now.get(width));
    List<Attribute> keys = new ArrayList<>();
    List<Attribute> newKeys = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      Attribute was = output(table).get(i);
      result.add(combined(columns.get(i), was, now.get(i)));
      if (columns.get(i) == Combining.KEY) {
        keys.add(was);
        newKeys.add(now.get(i));
      }
    }
    return Plans.project(
        result, Plans.join(table, added, Inner$.MODULE$, Plans.same(keys, newKeys)));
  }

  private static Expression combined(Combining how, Expression was, Expression added) {
    return switch (how) {
      case KEY -> was;
      case SUM -> new If(new IsNull(was), added, new If(new IsNull(added), was, plus(was, added)));
      case LEAST -> new Least(Plans.seq(List.of(was, added)));
      case GREATEST -> new Greatest(Plans.seq(List.of(was, added)));
    };
  }

  /** As Spark itself sums up: a sum has the type of its parts. */
  private static Expression plus(Expression one, Expression other) {
    return one.dataType() instanceof DecimalType type
        ? new CheckOverflow(
            new DecimalAddNoOverflowCheck(one, other, type), type, !SQLConf.get().ansiEnabled())
        : new Add(one, other);
  }
}
