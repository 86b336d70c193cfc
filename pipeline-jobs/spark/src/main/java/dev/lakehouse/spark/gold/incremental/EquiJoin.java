package dev.lakehouse.spark.gold.incremental;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.EqualNullSafe;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * What a join says must be equal. The rest of its condition only takes matches away, so leaving it
 * out gives more keys than needed, never fewer.
 *
 * @param left expressions over the left side
 * @param right those over the right side, in the same order
 * @param conditions the equations
 */
record EquiJoin(List<Expression> left, List<Expression> right, List<Expression> conditions) {

  static EquiJoin of(Join join) {
    EquiJoin found = new EquiJoin(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    if (join.condition().isDefined()) {
      found.collect(join.condition().get(), join);
    }
    return found;
  }

  private void collect(Expression condition, Join join) {
    if (condition instanceof And both) {
      collect(both.left(), join);
      collect(both.right(), join);
    } else if (condition instanceof EqualTo equal) {
      add(condition, equal.left(), equal.right(), join);
    } else if (condition instanceof EqualNullSafe equal) {
      add(condition, equal.left(), equal.right(), join);
    }
  }

  private void add(Expression condition, Expression one, Expression other, Join join) {
    if (over(one, join.left()) && over(other, join.right())) {
      left.add(one);
      right.add(other);
      conditions.add(condition);
    } else if (over(one, join.right()) && over(other, join.left())) {
      left.add(other);
      right.add(one);
      conditions.add(condition);
    }
  }

  private static boolean over(Expression expression, LogicalPlan side) {
    return !Plans.references(expression).isEmpty()
        && expression.references().subsetOf(side.outputSet());
  }

  boolean isEmpty() {
    return conditions.isEmpty();
  }

  Expression condition() {
    return conditions.stream().reduce(And::new).orElseThrow();
  }

  /** The right side's column that equals a column of the left. */
  Optional<Attribute> onTheRight(Attribute column) {
    return partner(column, left, right);
  }

  /** The left side's column that equals a column of the right. */
  Optional<Attribute> onTheLeft(Attribute column) {
    return partner(column, right, left);
  }

  private static Optional<Attribute> partner(
      Attribute column, List<Expression> side, List<Expression> other) {
    for (int i = 0; i < side.size(); i++) {
      boolean same = side.get(i) instanceof Attribute a && a.exprId().equals(column.exprId());
      // A conversion may map different values to one: only columns of one type are the same.
      if (same
          && other.get(i) instanceof Attribute found
          && found.dataType().sameType(column.dataType())) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }
}
