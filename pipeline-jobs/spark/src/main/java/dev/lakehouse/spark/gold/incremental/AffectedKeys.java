package dev.lakehouse.spark.gold.incremental;

import static dev.lakehouse.spark.gold.incremental.Plans.list;
import static dev.lakehouse.spark.gold.incremental.Plans.output;
import static dev.lakehouse.spark.gold.incremental.Plans.references;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.OneRowRelation;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.apache.spark.sql.execution.datasources.LogicalRelation;

/**
 * Which values of some columns of a plan's result may have other rows than before.
 *
 * <p>For every node N and columns C of its output the result of {@link #of} holds at least every
 * value c for which the rows of N with {@code C = c} differ between the old and the new tables. The
 * rules follow from that sentence, one for each kind of node; what they find is exact or too much,
 * never too little. Where a node gives no way from rows that changed to values of C (a join without
 * an equation, a window without PARTITION BY), any value may be concerned: {@link NotIncremental}.
 */
final class AffectedKeys {
  /** Nodes whose rows are those of their child, or some of them by what stands in each. */
  static final Set<String> KEEPS_ROWS =
      Set.of(
          "Filter",
          "Sort",
          "SubqueryAlias",
          "ResolvedHint",
          "Repartition",
          "RepartitionByExpression",
          "RebalancePartitions");

  private final Inputs inputs;

  AffectedKeys(Inputs inputs) {
    this.inputs = inputs;
  }

  /**
   * A plan of those values; empty when there are none. Its columns are those of {@code columns}, in
   * their order; a value may stand there more than once.
   *
   * @param columns at least one, of the node's output
   */
  Optional<LogicalPlan> of(LogicalPlan node, List<Attribute> columns) {
    if (inputs.changedBelow(node).isEmpty()) {
      return Optional.empty();
    }
    for (LogicalPlan subquery : Inputs.subqueries(node)) {
      anyOf(subquery, "a subquery");
    }
    if (node instanceof LogicalRelation) {
      return Optional.of(inputs.changedRows(node, columns));
    }
    if (node instanceof Project project) {
      return projected(definitions(list(project.projectList())), project.child(), columns);
    }
    if (KEEPS_ROWS.contains(node.nodeName())) {
      return of(list(node.children()).get(0), columns);
    }
    if (node instanceof Union union) {
      return ofUnion(union, columns);
    }
    if (node instanceof Join join) {
      return new JoinKeys(this, inputs, join).of(columns);
    }
    if (node instanceof Aggregate aggregate) {
      return ofAggregate(aggregate, columns);
    }
    if (node instanceof Window window) {
      return ofWindow(window, columns);
    }
    if (node instanceof Expand expand) {
      return ofExpand(expand, columns);
    }
    if (node instanceof Generate generate) {
      return ofGenerate(generate, columns);
    }
    throw new NotIncremental("it uses " + name(node));
  }

  /**
   * Of a plan that every row of the result depends on: nothing is affected as long as it is as it
   * was.
   */
  Optional<LogicalPlan> anyOf(LogicalPlan plan, String by) {
    inputs
        .changedBelow(plan)
        .ifPresent(
            table -> {
              throw new NotIncremental(
                  "every row may depend on each row of %s (%s)".formatted(table, by));
            });
    return Optional.empty();
  }

  private static String name(LogicalPlan node) {
    return switch (node.nodeName()) {
      case "GlobalLimit", "LocalLimit" -> "LIMIT";
      case "Offset" -> "OFFSET";
      default -> node.nodeName();
    };
  }

  static Map<ExprId, Expression> definitions(List<NamedExpression> named) {
    Map<ExprId, Expression> definitions = new HashMap<>();
    for (NamedExpression each : named) {
      Expression expression = (Expression) each;
      definitions.put(
          each.exprId(),
          each instanceof Attribute ? expression : list(expression.children()).get(0));
    }
    return definitions;
  }

  /**
   * Columns that are computed row by row: their values for the affected values of what they read.
   */
  private Optional<LogicalPlan> projected(
      Map<ExprId, Expression> definitions, LogicalPlan child, List<Attribute> columns) {
    return computed(
        columns.stream().map(column -> definitions.get(column.exprId())).toList(), child);
  }

  private Optional<LogicalPlan> computed(List<Expression> expressions, LogicalPlan child) {
    List<Attribute> read = read(expressions);
    if (read.isEmpty()) {
      // Of columns that are the same in every row there is one value.
      return Optional.of(Plans.project(expressions, new OneRowRelation()));
    }
    return of(child, read)
        .map(
            keys -> {
              Map<ExprId, Expression> columns = columns(read, output(keys));
              return Plans.project(
                  expressions.stream().map(each -> Plans.replace(each, columns)).toList(), keys);
            });
  }

  static List<Attribute> read(List<? extends Expression> expressions) {
    Map<ExprId, Attribute> read = new LinkedHashMap<>();
    expressions.forEach(each -> references(each).forEach(a -> read.putIfAbsent(a.exprId(), a)));
    return List.copyOf(read.values());
  }

  static Map<ExprId, Expression> columns(
      List<Attribute> names, List<? extends Expression> expressions) {
    Map<ExprId, Expression> columns = new HashMap<>();
    IntStream.range(0, names.size())
        .forEach(i -> columns.put(names.get(i).exprId(), expressions.get(i)));
    return columns;
  }

  private Optional<LogicalPlan> ofUnion(Union union, List<Attribute> columns) {
    List<Integer> positions = positions(output(union), columns);
    List<LogicalPlan> parts = new ArrayList<>();
    for (LogicalPlan child : list(union.children())) {
      of(child, positions.stream().map(output(child)::get).toList()).ifPresent(parts::add);
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(Plans.union(parts));
  }

  static List<Integer> positions(List<Attribute> all, List<Attribute> columns) {
    List<ExprId> ids = all.stream().map(Attribute::exprId).toList();
    return columns.stream().map(column -> ids.indexOf(column.exprId())).toList();
  }

  private Optional<LogicalPlan> ofAggregate(Aggregate aggregate, List<Attribute> columns) {
    Map<ExprId, Expression> definitions = definitions(list(aggregate.aggregateExpressions()));
    boolean computedFromGroup =
        columns.stream().noneMatch(c -> aggregates(definitions.get(c.exprId())));
    return computedFromGroup
        ? projected(definitions, aggregate.child(), columns)
        : evaluated(aggregate, aggregate.child(), list(aggregate.groupingExpressions()), columns);
  }

  static boolean aggregates(Expression expression) {
    return expression instanceof AggregateExpression
        || list(expression.children()).stream().anyMatch(AffectedKeys::aggregates);
  }

  private Optional<LogicalPlan> ofWindow(Window window, List<Attribute> columns) {
    Set<ExprId> partition = new LinkedHashSet<>();
    list(window.partitionSpec())
        .forEach(
            each -> {
              if (each instanceof Attribute attribute) {
                partition.add(attribute.exprId());
              }
            });
    return columns.stream().allMatch(column -> partition.contains(column.exprId()))
        ? of(window.child(), columns)
        : evaluated(window, window.child(), list(window.partitionSpec()), columns);
  }

  /**
   * What the columns were and are in the groups that changed: the node over the rows of these
   * groups alone, of the old tables and of the new.
   */
  private Optional<LogicalPlan> evaluated(
      LogicalPlan node, LogicalPlan child, List<Expression> groups, List<Attribute> columns) {
    if (read(groups).isEmpty()) {
      return anyOf(
          child,
          node instanceof Window
              ? "a window without PARTITION BY"
              : "an aggregate without GROUP BY");
    }
    return computed(groups, child)
        .map(keys -> Plans.distinct(keys))
        .map(
            keys -> {
              List<LogicalPlan> both = new ArrayList<>();
              for (LogicalPlan version : List.of(child, inputs.before(child))) {
                LogicalPlan restricted = Plans.semiJoin(version, groups, keys);
                both.add(Plans.project(columns, Plans.withChildren(node, List.of(restricted))));
              }
              return Plans.union(both);
            });
  }

  private Optional<LogicalPlan> ofExpand(Expand expand, List<Attribute> columns) {
    List<Integer> positions = positions(output(expand), columns);
    List<LogicalPlan> parts = new ArrayList<>();
    for (var projection : list(expand.projections())) {
      List<Expression> expressions = list(projection);
      computed(positions.stream().map(expressions::get).toList(), expand.child())
          .ifPresent(parts::add);
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(Plans.union(parts));
  }

  private Optional<LogicalPlan> ofGenerate(Generate generate, List<Attribute> columns) {
    Set<ExprId> below = new LinkedHashSet<>();
    output(generate.child()).forEach(column -> below.add(column.exprId()));
    List<Expression> needed = new ArrayList<>();
    columns.stream().filter(column -> below.contains(column.exprId())).forEach(needed::add);
    if (needed.size() == columns.size()) {
      return of(generate.child(), columns);
    }
    needed.add((Expression) generate.generator());
    List<Attribute> read = read(needed);
    if (read.isEmpty()) {
      return anyOf(generate.child(), "a key that is made of no column");
    }
    return of(generate.child(), read)
        .map(keys -> Plans.project(columns, over(generate, read, keys)));
  }

  /** The node over the affected values alone, under the names it knows. */
  private static LogicalPlan over(Generate generate, List<Attribute> read, LogicalPlan keys) {
    List<NamedExpression> named = new ArrayList<>();
    IntStream.range(0, read.size())
        .forEach(
            i ->
                named.add(
                    Plans.alias(output(keys).get(i), read.get(i).name(), read.get(i).exprId())));
    return new Generate(
        generate.generator(),
        Plans.seq(List.of()),
        generate.outer(),
        generate.qualifier(),
        generate.generatorOutput(),
        new Project(Plans.seq(named), keys));
  }
}
