package dev.lakehouse.spark.lineage;

import dev.lakehouse.plan.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.optimizer.InlineCTE;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Deduplicate;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LateralJoin;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SetOperation;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.UnionBase;
import org.apache.spark.sql.catalyst.plans.logical.UnionLoop;
import org.apache.spark.sql.catalyst.plans.logical.UnionLoopRef;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Walks Spark's analysed plan from its tables to its result. Attributes are told apart by the ids
 * Spark gave them, so aliases, self-joins and shadowed names need no care here.
 */
final class PlanLineage {
  /** By the id of a recursive query, the columns it begins with. */
  private final Map<Long, List<Set<Origin>>> loops = new HashMap<>();

  private PlanLineage() {}

  /**
   * Where a plan's result comes from.
   *
   * @param columns origins of each column, direct and not
   * @param rows what decides which rows there are, and so concerns every column
   */
  record Traced(Map<ExprId, Set<Origin>> columns, Set<Origin> rows) {}

  /** The lineage of that plan's result. */
  static Traced of(LogicalPlan analysed) {
    return new PlanLineage().trace(new InlineCTE(true, false).apply(analysed), Map.of());
  }

  /** The same, for a plan that may refer to columns of the query around it. */
  Traced trace(LogicalPlan plan, Map<ExprId, Set<Origin>> outer) {
    if (plan instanceof UnionLoop loop) {
      loops.put(loop.id(), inOrder(loop.anchor(), trace(loop.anchor(), outer)));
    }
    Map<ExprId, Set<Origin>> columns = new HashMap<>(outer);
    Set<Origin> rows = new TreeSet<>();
    List<Traced> below = new ArrayList<>();
    for (LogicalPlan child : list(plan.children())) {
      Traced traced = trace(child, outer);
      columns.putAll(traced.columns());
      rows.addAll(traced.rows());
      below.add(traced);
    }
    Node node = new Node(columns, rows, new ExpressionLineage(columns, this));
    if (below.isEmpty()) {
      leaf(plan, columns);
    } else if (plan instanceof UnionBase || plan instanceof SetOperation) {
      byPosition(plan, below, node);
    } else {
      rowsOf(plan, node);
      columnsOf(plan, node);
    }
    return new Traced(columns, rows);
  }

  /** What is known at a node: from its children, then of its own columns too. */
  private record Node(
      Map<ExprId, Set<Origin>> columns, Set<Origin> rows, ExpressionLineage expressions) {
    void decide(List<? extends Expression> by, Link link) {
      by.forEach(expression -> rows.addAll(expressions.deciding(expression, link)));
    }

    /** All before any is known: none of them sees another. */
    void make(List<? extends NamedExpression> made) {
      Map<ExprId, Set<Origin>> all = new HashMap<>();
      made.forEach(one -> all.put(one.exprId(), expressions.of((Expression) one)));
      columns.putAll(all);
    }
  }

  private void leaf(LogicalPlan plan, Map<ExprId, Set<Origin>> columns) {
    if (plan instanceof DataSourceV2Relation relation && relation.identifier().isDefined()) {
      TableName table =
          TableName.of(relation.catalog().get().name() + "." + relation.identifier().get().name());
      list(relation.output())
          .forEach(
              column ->
                  columns.put(
                      column.exprId(),
                      Set.of(new Origin(table, column.name(), Link.IDENTITY, false))));
    } else if (plan instanceof UnionLoopRef again && loops.containsKey(again.loopId())) {
      List<Set<Origin>> begun = loops.get(again.loopId());
      List<Attribute> output = list(again.output());
      for (int i = 0; i < output.size(); i++) {
        columns.put(output.get(i).exprId(), begun.get(i));
      }
    }
  }

  /** Which rows there are: filters, joins, groups, order. */
  private static void rowsOf(LogicalPlan plan, Node node) {
    if (plan instanceof Filter filter) {
      node.decide(List.of(filter.condition()), Link.FILTER);
    } else if (plan instanceof Join join && join.condition().isDefined()) {
      node.decide(List.of(join.condition().get()), Link.JOIN);
    } else if (plan instanceof Aggregate aggregate) {
      node.decide(list(aggregate.groupingExpressions()), Link.GROUP_BY);
    } else if (plan instanceof Sort sort) {
      node.decide(list(sort.order()), Link.SORT);
    } else if (plan instanceof Distinct distinct) {
      node.decide(list(distinct.child().output()), Link.GROUP_BY);
    } else if (plan instanceof Deduplicate distinct) {
      node.decide(list(distinct.keys()), Link.GROUP_BY);
    } else if (plan instanceof Generate generate) {
      node.decide(List.of((Expression) generate.generator()), Link.JOIN);
    }
  }

  private void columnsOf(LogicalPlan plan, Node node) {
    if (plan instanceof Aggregate aggregate) {
      node.make(list(aggregate.aggregateExpressions()));
    } else if (plan instanceof LateralJoin join) {
      lateral(join, node);
    } else if (plan instanceof Expand expand) {
      expanded(expand, node);
    } else {
      others(plan, node);
    }
  }

  /**
   * Columns that are made: by a name of their own, or, of nodes that name them otherwise (a
   * generator, say), of all the node reads.
   */
  private static void others(LogicalPlan plan, Node node) {
    List<NamedExpression> named = new ArrayList<>();
    List<Expression> read = new ArrayList<>();
    for (Expression expression : list(plan.expressions())) {
      if (expression instanceof NamedExpression made && !(expression instanceof Attribute)) {
        named.add(made);
      } else {
        read.add(expression);
      }
    }
    node.make(named);
    for (Attribute column : list(plan.output())) {
      if (!node.columns().containsKey(column.exprId())) {
        Set<Origin> origins = new TreeSet<>();
        read.forEach(
            each ->
                origins.addAll(
                    ExpressionLineage.then(node.expressions().of(each), Link.TRANSFORMATION)));
        node.columns().put(column.exprId(), origins);
      }
    }
  }

  private void lateral(LateralJoin join, Node node) {
    Traced right = trace((LogicalPlan) join.right().plan(), node.columns());
    node.columns().putAll(right.columns());
    node.rows().addAll(right.rows());
    if (join.condition().isDefined()) {
      node.decide(List.of(join.condition().get()), Link.JOIN);
    }
  }

  /** Grouping sets: each row several times, with other columns left out. */
  private static void expanded(Expand expand, Node node) {
    List<Attribute> output = list(expand.output());
    Map<ExprId, Set<Origin>> made = new HashMap<>();
    for (Seq<Expression> projection : list(expand.projections())) {
      List<Expression> values = list(projection);
      for (int i = 0; i < output.size(); i++) {
        made.computeIfAbsent(output.get(i).exprId(), id -> new TreeSet<>())
            .addAll(node.expressions().of(values.get(i)));
      }
    }
    node.columns().putAll(made);
  }

  /** Columns of a union come from each side; EXCEPT and INTERSECT choose rows of the first. */
  private void byPosition(LogicalPlan plan, List<Traced> below, Node node) {
    List<Attribute> output = list(plan.output());
    List<LogicalPlan> children = list(plan.children());
    for (int i = 0; i < output.size(); i++) {
      Set<Origin> origins = new TreeSet<>();
      for (int child = 0; child < children.size(); child++) {
        Set<Origin> here = inOrder(children.get(child), below.get(child)).get(i);
        if (plan instanceof UnionBase || child == 0) {
          origins.addAll(here);
        }
        if (plan instanceof SetOperation) {
          node.rows().addAll(ExpressionLineage.then(here, Link.FILTER));
        }
      }
      node.columns().put(output.get(i).exprId(), origins);
    }
  }

  private static List<Set<Origin>> inOrder(LogicalPlan plan, Traced traced) {
    return list(plan.output()).stream()
        .map(column -> traced.columns().getOrDefault(column.exprId(), Set.of()))
        .toList();
  }

  static <T> List<T> list(Seq<T> seq) {
    return CollectionConverters.asJava(seq);
  }
}
