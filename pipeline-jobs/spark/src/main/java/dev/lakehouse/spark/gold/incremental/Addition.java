package dev.lakehouse.spark.gold.incremental;

import static dev.lakehouse.spark.gold.incremental.Plans.list;
import static dev.lakehouse.spark.gold.incremental.Plans.output;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.EvalMode$;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction;
import org.apache.spark.sql.catalyst.expressions.aggregate.Count;
import org.apache.spark.sql.catalyst.expressions.aggregate.Max;
import org.apache.spark.sql.catalyst.expressions.aggregate.Min;
import org.apache.spark.sql.catalyst.expressions.aggregate.Sum;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

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
   * The rows of the affected keys.
   *
   * @param before what the table has of these keys, with the columns of {@code added}
   */
  Dataset<Row> onTopOf(Dataset<Row> before, Dataset<Row> added) {
    StructType schema = added.schema();
    List<Column> keys = new ArrayList<>();
    List<Column> sums = new ArrayList<>();
    List<Column> result = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      StructField field = schema.apply(i);
      String own = "c" + i;
      result.add(col(own).cast(field.dataType()).as(field.name()));
      switch (columns.get(i)) {
        case KEY -> keys.add(col(own));
        case SUM -> sums.add(sum(col(own)).as(own));
        case LEAST -> sums.add(min(col(own)).as(own));
        case GREATEST -> sums.add(max(col(own)).as(own));
      }
    }
    // In one partition: no shuffle for a few rows.
    var groups = numbered(before).union(numbered(added)).coalesce(1).groupBy(columns(keys));
    Dataset<Row> all =
        sums.isEmpty()
            ? groups.count()
            : groups.agg(sums.get(0), columns(sums.subList(1, sums.size())));
    return all.select(columns(result));
  }

  private Dataset<Row> numbered(Dataset<Row> rows) {
    return rows.toDF(
        IntStream.range(0, columns.size()).mapToObj(i -> "c" + i).toArray(String[]::new));
  }

  private static Column[] columns(List<Column> columns) {
    return columns.toArray(Column[]::new);
  }
}
