package dev.lakehouse.spark.gold.incremental;

import dev.lakehouse.spark.delta.ListedFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.EqualNullSafe;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import org.apache.spark.sql.catalyst.plans.JoinType;
import org.apache.spark.sql.catalyst.plans.LeftSemi$;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.JoinHint;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.OneRowRelation;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Logical plans of Spark, made and taken apart from Java. */
final class Plans {
  private Plans() {}

  static <T> List<T> list(scala.collection.Seq<T> seq) {
    return CollectionConverters.asJava(seq);
  }

  static <T> Seq<T> seq(List<? extends T> list) {
    return CollectionConverters.<T>asScala(new ArrayList<T>(list)).toSeq();
  }

  /** How many rows the tables of a plan have at most; very many where that is not known. */
  static long records(LogicalPlan plan) {
    return leaves(plan).stream()
        .mapToLong(
            leaf ->
                leaf instanceof LocalRelation || leaf instanceof OneRowRelation
                    ? 0
                    : ListedFiles.of(leaf).map(ListedFiles::records).orElse(Long.MAX_VALUE))
        .reduce(0, (sum, each) -> sum + each < 0 ? Long.MAX_VALUE : sum + each);
  }

  /** Bytes of the files that a plan reads; empty where they are not known. */
  static Optional<Long> bytes(LogicalPlan plan) {
    List<LogicalPlan> read =
        leaves(plan).stream().filter(LogicalRelation.class::isInstance).toList();
    return read.stream().allMatch(leaf -> ListedFiles.of(leaf).isPresent())
        ? Optional.of(
            read.stream().mapToLong(leaf -> ListedFiles.of(leaf).get().sizeInBytes()).sum())
        : Optional.empty();
  }

  private static List<LogicalPlan> leaves(LogicalPlan plan) {
    List<LogicalPlan> below = new ArrayList<>(list(plan.children()));
    List<LogicalPlan> leaves = new ArrayList<>(below.isEmpty() ? List.of(plan) : List.of());
    below.addAll(Inputs.subqueries(plan));
    below.forEach(each -> leaves.addAll(leaves(each)));
    return leaves;
  }

  /** What an expression reads. */
  static List<Attribute> references(Expression expression) {
    return list(expression.references().toSeq());
  }

  static List<Attribute> output(LogicalPlan plan) {
    return list(plan.output());
  }

  static Alias alias(Expression expression, String name, ExprId id) {
    return new Alias(expression, name, id, seq(List.of()), Option.empty(), seq(List.of()));
  }

  /** The expressions over {@code child} as columns that no other plan has. */
  static LogicalPlan project(List<? extends Expression> expressions, LogicalPlan child) {
    List<NamedExpression> columns = new ArrayList<>();
    for (Expression each : expressions) {
      columns.add(alias(each, "c" + columns.size(), NamedExpression$.MODULE$.newExprId()));
    }
    return new Project(seq(columns), child);
  }

  static LogicalPlan union(List<LogicalPlan> plans) {
    return plans.size() == 1 ? plans.get(0) : new Union(seq(plans), false, false);
  }

  static LogicalPlan distinct(LogicalPlan plan) {
    return new Distinct(plan);
  }

  /** Rows of {@code plan} whose expressions equal a row of {@code keys}, column by column. */
  static LogicalPlan semiJoin(
      LogicalPlan plan, List<? extends Expression> expressions, LogicalPlan keys) {
    return join(plan, keys, LeftSemi$.MODULE$, same(expressions, output(keys)));
  }

  static LogicalPlan join(
      LogicalPlan left, LogicalPlan right, JoinType type, Expression condition) {
    return new Join(left, right, type, Option.apply(condition), JoinHint.NONE());
  }

  /**
   * {@code left[0] <=> right[0] AND …} as the condition of a join; null equals null. Where one side
   * has no null, {@code =} finds the same, and Spark a much faster table of single numbers for it.
   */
  static Expression same(List<? extends Expression> left, List<? extends Expression> right) {
    return IntStream.range(0, left.size())
        .mapToObj(i -> same(left.get(i), right.get(i)))
        .reduce(And::new)
        .orElseThrow();
  }

  private static Expression same(Expression left, Expression right) {
    return left.nullable() && right.nullable()
        ? new EqualNullSafe(left, right)
        : new EqualTo(left, right);
  }

  /** The expression over other columns. */
  static Expression replace(Expression expression, Map<ExprId, ? extends Expression> columns) {
    if (expression instanceof Attribute attribute && columns.containsKey(attribute.exprId())) {
      return columns.get(attribute.exprId());
    }
    return (Expression) expression.mapChildren(child -> replace(child, columns));
  }

  /** The plan with every node that has no children replaced. */
  static LogicalPlan replaceLeaves(LogicalPlan plan, Function<LogicalPlan, LogicalPlan> leaves) {
    List<LogicalPlan> children = list(plan.children());
    return children.isEmpty()
        ? leaves.apply(plan)
        : withChildren(plan, children.stream().map(each -> replaceLeaves(each, leaves)).toList());
  }

  static LogicalPlan withChildren(LogicalPlan plan, List<LogicalPlan> children) {
    return (LogicalPlan) plan.withNewChildren(seq(children));
  }
}
