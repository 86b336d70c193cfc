package dev.lakehouse.spark.gold.incremental;

import static dev.lakehouse.spark.gold.incremental.Plans.list;
import static dev.lakehouse.spark.gold.incremental.Plans.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.Inner$;
import org.apache.spark.sql.catalyst.plans.JoinType;
import org.apache.spark.sql.catalyst.plans.LeftAnti$;
import org.apache.spark.sql.catalyst.plans.LeftOuter$;
import org.apache.spark.sql.catalyst.plans.LeftSemi$;
import org.apache.spark.sql.catalyst.plans.RightOuter$;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.execution.datasources.LogicalRelation;

/**
 * Plans of which it is known that new rows of their tables only add rows: {@code N(T + t) = N(T) +
 * N(t)}. That holds for filters, projections, unions, and joins in which one side is as it was, as
 * long as the rows of that side don't depend on the other having a partner.
 */
final class AddedRows {
  private final Inputs inputs;

  AddedRows(Inputs inputs) {
    this.inputs = inputs;
  }

  /** The rows that came, as a plan with the columns of {@code node}; empty: they can't be told. */
  Optional<LogicalPlan> of(LogicalPlan node) {
    if (Inputs.subqueries(node).stream().anyMatch(this::changed)) {
      return Optional.empty();
    }
    if (node instanceof LogicalRelation) {
      return inputs.additionsOnly(node) ? Optional.of(inputs.added(node)) : Optional.empty();
    }
    if (node instanceof Project || AffectedKeys.KEEPS_ROWS.contains(node.nodeName())) {
      return of(list(node.children()).get(0)).map(rows -> Plans.withChildren(node, List.of(rows)));
    }
    if (node instanceof Union union) {
      return ofUnion(union);
    }
    return node instanceof Join join ? ofJoin(join) : Optional.empty();
  }

  private boolean changed(LogicalPlan plan) {
    return inputs.changedBelow(plan).isPresent();
  }

  private Optional<LogicalPlan> ofUnion(Union union) {
    List<LogicalPlan> parts = new ArrayList<>();
    for (LogicalPlan child : list(union.children())) {
      if (changed(child)) {
        Optional<LogicalPlan> rows = of(child);
        if (rows.isEmpty()) {
          return Optional.empty();
        }
        parts.add(Plans.project(output(child), rows.get()));
      }
    }
    return Optional.of(Plans.union(parts)).map(all -> named(output(union), all));
  }

  private static LogicalPlan named(List<Attribute> names, LogicalPlan rows) {
    List<Attribute> columns = output(rows);
    List<NamedExpression> named = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      named.add(Plans.alias(columns.get(i), names.get(i).name(), names.get(i).exprId()));
    }
    return new Project(Plans.seq(named), rows);
  }

  private Optional<LogicalPlan> ofJoin(Join join) {
    boolean left = changed(join.left());
    boolean right = changed(join.right());
    JoinType type = join.joinType();
    boolean adds =
        type == Inner$.MODULE$
            || (left
                && (type == LeftOuter$.MODULE$
                    || type == LeftSemi$.MODULE$
                    || type == LeftAnti$.MODULE$))
            || (right && type == RightOuter$.MODULE$);
    if (left == right || !adds) {
      return Optional.empty();
    }
    return left
        ? of(join.left()).map(rows -> Plans.withChildren(join, List.of(rows, join.right())))
        : of(join.right()).map(rows -> Plans.withChildren(join, List.of(join.left(), rows)));
  }
}
