package dev.lakehouse.spark.gold.incremental;

import static dev.lakehouse.spark.gold.incremental.Plans.list;
import static dev.lakehouse.spark.gold.incremental.Plans.output;

import dev.lakehouse.spark.delta.ListedFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.FullOuter$;
import org.apache.spark.sql.catalyst.plans.Inner$;
import org.apache.spark.sql.catalyst.plans.JoinType;
import org.apache.spark.sql.catalyst.plans.LeftAnti$;
import org.apache.spark.sql.catalyst.plans.LeftOuter$;
import org.apache.spark.sql.catalyst.plans.LeftSemi$;
import org.apache.spark.sql.catalyst.plans.RightOuter$;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.Window;

/**
 * A plan's rows of some keys alone, the keys asked for as far down as that gives the same rows:
 * Spark itself takes a semi-join through an aggregate only when it broadcasts, and to one side of a
 * join only.
 */
final class Restriction {
  private final LogicalPlan keys;
  private final List<Optional<KeyRanges>> ranges;

  /**
   * The keys; one column for each that is asked for.
   *
   * @param ranges where the values of each column lie, as far as that is known
   */
  Restriction(LogicalPlan keys, List<Optional<KeyRanges>> ranges) {
    this.keys = keys;
    this.ranges = ranges;
  }

  /** Some of the columns of the keys, each time under names of its own. */
  private LogicalPlan keys(List<Integer> positions) {
    return Plans.project(positions.stream().map(output(keys)::get).toList(), keys);
  }

  /**
   * A column asked for.
   *
   * @param key position of the key
   */
  private record Wanted(Attribute column, int key) {}

  /** The rows of {@code plan} where {@code columns} equal a key. */
  LogicalPlan of(LogicalPlan plan, List<Attribute> columns) {
    return restrict(plan, wanted(columns));
  }

  /** The rows of a table in the ranges of the keys: at least those of the keys. */
  LogicalPlan near(LogicalPlan table, List<Attribute> columns) {
    return near(table, wanted(columns), columns);
  }

  private static List<Wanted> wanted(List<Attribute> columns) {
    List<Wanted> wanted = new ArrayList<>();
    for (Attribute column : columns) {
      wanted.add(new Wanted(column, wanted.size()));
    }
    return wanted;
  }

  private LogicalPlan here(LogicalPlan plan, List<Wanted> wanted) {
    return hereBy(plan, wanted, wanted.stream().map(Wanted::column).toList());
  }

  private LogicalPlan hereBy(
      LogicalPlan plan, List<Wanted> wanted, List<? extends Expression> expressions) {
    return Plans.semiJoin(
        near(plan, wanted, expressions),
        expressions,
        keys(wanted.stream().map(Wanted::key).toList()));
  }

  /** At least the rows asked for, without those that lie outside of the ranges of the keys. */
  private LogicalPlan near(
      LogicalPlan plan, List<Wanted> wanted, List<? extends Expression> expressions) {
    LogicalPlan within = plan;
    List<Expression> conditions = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      Expression column = expressions.get(i);
      Optional<KeyRanges> range = ranges.get(wanted.get(i).key());
      Optional<Expression> inRange = range.flatMap(found -> found.holdFor(column));
      if (inRange.isPresent()) {
        conditions.add(inRange.get());
        within = filesOf(within, column, range.get());
      }
    }
    for (Expression condition : conditions) {
      within = new Filter(condition, within);
    }
    return within;
  }

  /** Without the files that can't have one of the keys, where the plan is a table. */
  private static LogicalPlan filesOf(LogicalPlan plan, Expression column, KeyRanges range) {
    Optional<ListedFiles> files = ListedFiles.of(plan);
    return files.isPresent() && column instanceof Attribute attribute
        ? files.get().only(plan, attribute.name(), range::mayBeIn)
        : plan;
  }

  private LogicalPlan restrict(LogicalPlan plan, List<Wanted> wanted) {
    if (AffectedKeys.KEEPS_ROWS.contains(plan.nodeName())) {
      return below(plan, wanted);
    }
    if (plan instanceof Project project) {
      return defined(plan, wanted, AffectedKeys.definitions(list(project.projectList())));
    }
    if (plan instanceof Aggregate aggregate) {
      return defined(
          plan, wanted, AffectedKeys.definitions(list(aggregate.aggregateExpressions())));
    }
    if (plan instanceof Window window) {
      return partitioned(window, wanted);
    }
    if (plan instanceof Generate generate && all(wanted, generate.child())) {
      return below(plan, wanted);
    }
    if (plan instanceof Union union) {
      return ofUnion(union, wanted);
    }
    if (plan instanceof Join join) {
      return ofJoin(join, wanted);
    }
    return here(plan, wanted);
  }

  private static boolean all(List<Wanted> wanted, LogicalPlan of) {
    return wanted.stream().allMatch(each -> of.outputSet().contains(each.column()));
  }

  private LogicalPlan below(LogicalPlan plan, List<Wanted> wanted) {
    return Plans.withChildren(plan, List.of(restrict(list(plan.children()).get(0), wanted)));
  }

  /**
   * Through columns that are those of the child, or computed of them row by row or group by group.
   */
  private LogicalPlan defined(
      LogicalPlan plan, List<Wanted> wanted, Map<ExprId, Expression> definitions) {
    List<Expression> expressions =
        wanted.stream().map(each -> definitions.get(each.column().exprId())).toList();
    if (expressions.stream().anyMatch(AffectedKeys::aggregates)) {
      return here(plan, wanted);
    }
    LogicalPlan child = list(plan.children()).get(0);
    if (expressions.stream().allMatch(Attribute.class::isInstance)) {
      List<Wanted> mapped = new ArrayList<>();
      for (int i = 0; i < wanted.size(); i++) {
        mapped.add(new Wanted((Attribute) expressions.get(i), wanted.get(i).key()));
      }
      return Plans.withChildren(plan, List.of(restrict(child, mapped)));
    }
    // An aggregate of no group gives a row for no rows.
    boolean rowless =
        plan instanceof Aggregate aggregate && aggregate.groupingExpressions().isEmpty();
    return rowless
        ? here(plan, wanted)
        : Plans.withChildren(plan, List.of(hereBy(child, wanted, expressions)));
  }

  private LogicalPlan partitioned(Window window, List<Wanted> wanted) {
    List<ExprId> partition = new ArrayList<>();
    list(window.partitionSpec())
        .forEach(
            each -> {
              if (each instanceof Attribute attribute) {
                partition.add(attribute.exprId());
              }
            });
    List<Wanted> inside =
        wanted.stream().filter(each -> partition.contains(each.column().exprId())).toList();
    if (inside.isEmpty()) {
      return here(window, wanted);
    }
    LogicalPlan restricted = below(window, inside);
    return inside.size() == wanted.size() ? restricted : here(restricted, wanted);
  }

  private LogicalPlan ofUnion(Union union, List<Wanted> wanted) {
    List<Integer> positions =
        AffectedKeys.positions(output(union), wanted.stream().map(Wanted::column).toList());
    List<LogicalPlan> children = new ArrayList<>();
    for (LogicalPlan child : list(union.children())) {
      List<Wanted> mapped = new ArrayList<>();
      for (int i = 0; i < wanted.size(); i++) {
        mapped.add(new Wanted(output(child).get(positions.get(i)), wanted.get(i).key()));
      }
      children.add(restrict(child, mapped));
    }
    return Plans.withChildren(union, children);
  }

  private LogicalPlan ofJoin(Join join, List<Wanted> wanted) {
    JoinType type = join.joinType();
    EquiJoin equi = EquiJoin.of(join);
    if (type == FullOuter$.MODULE$) {
      return here(join, wanted);
    }
    boolean inner = type == Inner$.MODULE$;
    boolean leftLeads =
        type == LeftOuter$.MODULE$ || type == LeftSemi$.MODULE$ || type == LeftAnti$.MODULE$;
    if (!inner && !leftLeads && type != RightOuter$.MODULE$) {
      return here(join, wanted);
    }
    List<Wanted> onLeft = new ArrayList<>();
    List<Wanted> onRight = new ArrayList<>();
    for (Wanted each : wanted) {
      // Only columns of the side whose rows all stay say which rows are asked for.
      if (join.left().outputSet().contains(each.column())) {
        if (inner || leftLeads) {
          onLeft.add(each);
          partner(equi::onTheRight, each).ifPresent(onRight::add);
        }
      } else if (inner || !leftLeads) {
        onRight.add(each);
        partner(equi::onTheLeft, each).ifPresent(onLeft::add);
      }
    }
    LogicalPlan left = onLeft.isEmpty() ? join.left() : restrict(join.left(), onLeft);
    LogicalPlan right = onRight.isEmpty() ? join.right() : restrict(join.right(), onRight);
    LogicalPlan restricted = Plans.withChildren(join, List.of(left, right));
    int complete = Math.max(leftLeads || inner ? onLeft.size() : 0, leftLeads ? 0 : onRight.size());
    return complete == wanted.size() ? restricted : here(restricted, wanted);
  }

  private static Optional<Wanted> partner(
      Function<Attribute, Optional<Attribute>> equal, Wanted wanted) {
    return equal.apply(wanted.column()).map(found -> new Wanted(found, wanted.key()));
  }
}
