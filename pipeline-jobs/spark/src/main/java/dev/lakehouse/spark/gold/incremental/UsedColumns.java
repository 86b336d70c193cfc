package dev.lakehouse.spark.gold.incremental;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.execution.datasources.LogicalRelation;

/** Which columns of its tables a query's result depends on. */
final class UsedColumns {
  private UsedColumns() {}

  /** The columns of a table that the query makes use of; empty when it does not read the table. */
  static List<String> of(LogicalPlan query, String path) {
    Set<Object> used = new HashSet<>();
    Plans.output(query).forEach(column -> used.add(column.exprId()));
    collectUsed(query, used);
    List<String> columns = new ArrayList<>();
    collectRelations(
        query,
        path,
        relation -> {
          List<Attribute> output = Plans.output(relation);
          output.stream()
              .filter(column -> used.contains(column.exprId()) && !columns.contains(column.name()))
              .forEach(column -> columns.add(column.name()));
          if (columns.isEmpty()) {
            // Rows are counted, whatever is in them.
            columns.add(output.get(0).name());
          }
        });
    return columns;
  }

  private static void collectUsed(LogicalPlan plan, Set<Object> used) {
    if (plan.children().isEmpty()) {
      return; // what a table has is not yet used
    }
    for (Expression expression : Plans.list(plan.expressions())) {
      Plans.references(expression).forEach(column -> used.add(column.exprId()));
    }
    if (plan instanceof Union) {
      plan.children()
          .foreach(
              child -> {
                Plans.output(child).forEach(column -> used.add(column.exprId()));
                return null;
              });
    }
    Plans.list(plan.children()).forEach(child -> collectUsed(child, used));
    Inputs.subqueries(plan)
        .forEach(
            subquery -> {
              Plans.output(subquery).forEach(column -> used.add(column.exprId()));
              collectUsed(subquery, used);
            });
  }

  private static void collectRelations(
      LogicalPlan plan, String path, Consumer<LogicalRelation> found) {
    if (plan instanceof LogicalRelation relation
        && Inputs.pathOf(relation).filter(path::equals).isPresent()) {
      found.accept(relation);
    }
    Plans.list(plan.children()).forEach(child -> collectRelations(child, path, found));
    Inputs.subqueries(plan).forEach(subquery -> collectRelations(subquery, path, found));
  }
}
