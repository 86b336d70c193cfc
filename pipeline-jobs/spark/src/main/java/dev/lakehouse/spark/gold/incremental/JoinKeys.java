package dev.lakehouse.spark.gold.incremental;

import static dev.lakehouse.spark.gold.incremental.Plans.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.plans.FullOuter$;
import org.apache.spark.sql.catalyst.plans.Inner$;
import org.apache.spark.sql.catalyst.plans.JoinType;
import org.apache.spark.sql.catalyst.plans.LeftAnti$;
import org.apache.spark.sql.catalyst.plans.LeftOuter$;
import org.apache.spark.sql.catalyst.plans.LeftSemi$;
import org.apache.spark.sql.catalyst.plans.RightOuter$;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * The affected values of a join: a row that changed on one side concerns its own values, and those
 * of the rows of the other side, old and new, that it is joined with. An outer join gives, too, the
 * same values without their partner.
 */
final class JoinKeys {
  private final AffectedKeys keys;
  private final Inputs inputs;
  private final Join join;
  private final EquiJoin equi;

  JoinKeys(AffectedKeys keys, Inputs inputs, Join join) {
    this.keys = keys;
    this.inputs = inputs;
    this.join = join;
    this.equi = EquiJoin.of(join);
  }

  /** One side of the join, seen from there. */
  private record Side(LogicalPlan plan, List<Expression> equations, boolean left) {
    boolean has(Attribute column) {
      return plan.outputSet().contains(column);
    }

    List<Attribute> mine(List<Attribute> columns) {
      return columns.stream().filter(this::has).toList();
    }
  }

  Optional<LogicalPlan> of(List<Attribute> columns) {
    Side left = new Side(join.left(), equi.left(), true);
    Side right = new Side(join.right(), equi.right(), false);
    if (!columns.stream().allMatch(column -> left.has(column) || right.has(column))) {
      throw new NotIncremental("a key tells whether another row exists");
    }
    Optional<List<LogicalPlan>> parts = byEquation(left, right, columns);
    List<LogicalPlan> all =
        parts.orElseGet(
            () -> {
              List<LogicalPlan> both = new ArrayList<>();
              changed(left, right, columns).ifPresent(both::add);
              changed(right, left, columns).ifPresent(both::add);
              return both;
            });
    if (all.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(withoutPartner(Plans.union(all), left, right, columns));
  }

  /** Where the columns are equal on both sides, nothing has to be looked up on the other side. */
  private Optional<List<LogicalPlan>> byEquation(Side left, Side right, List<Attribute> columns) {
    JoinType type = join.joinType();
    List<Attribute> onLeft = new ArrayList<>();
    List<Attribute> onRight = new ArrayList<>();
    for (Attribute column : columns) {
      Optional<Attribute> partner =
          left.has(column) ? equi.onTheRight(column) : equi.onTheLeft(column);
      boolean lost =
          left.has(column)
              ? type == RightOuter$.MODULE$ || type == FullOuter$.MODULE$
              : type != Inner$.MODULE$ && type != RightOuter$.MODULE$;
      if (partner.isEmpty() || lost) {
        return Optional.empty();
      }
      onLeft.add(left.has(column) ? column : partner.get());
      onRight.add(left.has(column) ? partner.get() : column);
    }
    List<LogicalPlan> both = new ArrayList<>();
    keys.of(left.plan(), onLeft).ifPresent(both::add);
    keys.of(right.plan(), onRight).ifPresent(both::add);
    return Optional.of(both);
  }

  private Optional<LogicalPlan> changed(Side side, Side other, List<Attribute> columns) {
    if (inputs.changedBelow(side.plan()).isEmpty()) {
      return Optional.empty();
    }
    List<Attribute> mine = side.mine(columns);
    if (mine.size() == columns.size()) {
      return keys.of(side.plan(), columns);
    }
    List<Expression> needed = new ArrayList<>(mine);
    needed.addAll(side.equations());
    List<Attribute> read = AffectedKeys.read(needed);
    if (equi.isEmpty()) {
      return keys.anyOf(side.plan(), "a join without an equation of columns");
    }
    return keys.of(side.plan(), read)
        .map(Plans::distinct)
        .map(affected -> lookedUp(side, other, columns, read, affected));
  }

  /**
   * The affected values of one side with those of the rows of the other that they are joined with.
   */
  private LogicalPlan lookedUp(
      Side side, Side other, List<Attribute> columns, List<Attribute> read, LogicalPlan affected) {
    Map<ExprId, Expression> mine = AffectedKeys.columns(read, output(affected));
    List<Expression> equations =
        side.equations().stream().map(each -> Plans.replace(each, mine)).toList();
    Function<LogicalPlan, LogicalPlan> look =
        version -> {
          if (side.mine(columns).isEmpty()) {
            return Plans.project(
                columns,
                Plans.semiJoin(version, other.equations(), Plans.project(equations, affected)));
          }
          // Of a row without a partner the other side's values are null.
          LogicalPlan joined =
              Plans.join(
                  affected,
                  version,
                  isOuter() ? LeftOuter$.MODULE$ : Inner$.MODULE$,
                  Plans.same(equations, other.equations()));
          return Plans.project(
              columns.stream().map(each -> Plans.replace(each, mine)).toList(), joined);
        };
    List<LogicalPlan> versions = new ArrayList<>(List.of(look.apply(other.plan())));
    if (inputs.changedBelow(other.plan()).isPresent()) {
      versions.add(look.apply(inputs.before(other.plan())));
    }
    return Plans.union(versions);
  }

  private boolean isOuter() {
    JoinType type = join.joinType();
    return type != Inner$.MODULE$ && type != LeftSemi$.MODULE$ && type != LeftAnti$.MODULE$;
  }

  private LogicalPlan withoutPartner(
      LogicalPlan found, Side left, Side right, List<Attribute> columns) {
    JoinType type = join.joinType();
    List<LogicalPlan> all = new ArrayList<>(List.of(found));
    boolean leftKept = type == LeftOuter$.MODULE$ || type == FullOuter$.MODULE$;
    boolean rightKept = type == RightOuter$.MODULE$ || type == FullOuter$.MODULE$;
    if (leftKept && !right.mine(columns).isEmpty()) {
      all.add(nulled(found, right, columns));
    }
    if (rightKept && !left.mine(columns).isEmpty()) {
      all.add(nulled(found, left, columns));
    }
    return Plans.union(all);
  }

  private static LogicalPlan nulled(LogicalPlan found, Side side, List<Attribute> columns) {
    List<Expression> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Attribute value = output(found).get(i);
      values.add(
          side.has(columns.get(i))
              ? Literal$.MODULE$.create((Object) null, value.dataType())
              : value);
    }
    return Plans.project(values, found);
  }
}
