package dev.lakehouse.spark.silver;

import static org.apache.spark.sql.functions.lit;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.SilverQuery;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.StepFailure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.JoinType;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.View;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.apache.spark.sql.catalyst.plans.logical.WithCTE;
import org.apache.spark.sql.classic.Dataset$;
import scala.jdk.javaapi.CollectionConverters;

/**
 * New rows after the query that looks things up in other tables. What the engine keeps beside a row
 * is no concern of who writes the query: it is led through the analysed plan. That is possible just
 * where each row of the result is made of one new row, which is what is asked of the query anyway,
 * as its rows could not be put together from several runs otherwise.
 */
final class LookedUp {
  private static final String HELPERS = "_lh_";

  /** Marks the new rows, so that they are found in the plan. */
  private static final String MARK = HELPERS + "new_row";

  private final Step.Silver step;

  private LookedUp(Step.Silver step) {
    this.step = step;
  }

  /**
   * The rows of the query; the session of {@code input} knows the tables that it names.
   *
   * @throws StepFailure where the query does not treat new rows one by one
   */
  static Dataset<Row> rows(Dataset<Row> input, Step.Silver step) {
    if (step.query() == null) {
      return input;
    }
    input.withColumn(MARK, lit(true)).createOrReplaceTempView(SilverQuery.INPUT);
    Dataset<Row> asked = input.sparkSession().sql(step.query().sql());
    LookedUp query = new LookedUp(step);
    LogicalPlan led = query.led(query.once(asked.queryExecution().analyzed()));
    Dataset<Row> rows =
        Dataset$.MODULE$.ofRows(
            (org.apache.spark.sql.classic.SparkSession) input.sparkSession(), led);
    return query.distinctlyNamed(rows.drop(MARK));
  }

  private LogicalPlan once(LogicalPlan plan) {
    long times = inputs(plan);
    if (times != 1) {
      throw refused(
          "reads input %s; it has to read it once, in FROM"
              .formatted(times == 0 ? "nowhere" : times + " times"));
    }
    return plan;
  }

  private static long inputs(LogicalPlan plan) {
    long own =
        list(plan.expressions()).stream()
            .filter(expression -> expression instanceof Alias alias && alias.name().equals(MARK))
            .count();
    long below = list(plan.children()).stream().mapToLong(LookedUp::inputs).sum();
    long within =
        list(plan.subqueries()).stream().mapToLong(each -> inputs((LogicalPlan) each)).sum();
    return own + below + within;
  }

  /** The plan with the helper columns of the new rows in its output. */
  private LogicalPlan led(LogicalPlan plan) {
    if (madeHere(plan)) {
      return plan;
    }
    LogicalPlan below =
        list(plan.children()).stream()
            .filter(child -> inputs(child) > 0)
            .findFirst()
            .orElseThrow(() -> refused("reads input within an expression; join with it in FROM"));
    requireOneByOne(plan, below);
    LogicalPlan led = led(below);
    if (plan instanceof Project project) {
      return new Project(withHelpers(project, led), led);
    }
    return (LogicalPlan) plan.mapChildren(child -> child == below ? led : child);
  }

  /** Where the mark is put on. */
  private static boolean madeHere(LogicalPlan plan) {
    return plan instanceof Project project
        && list(project.projectList()).stream()
            .anyMatch(each -> each instanceof Alias alias && alias.name().equals(MARK));
  }

  private static scala.collection.immutable.Seq<NamedExpression> withHelpers(
      Project project, LogicalPlan child) {
    List<NamedExpression> columns = new ArrayList<>(list(project.projectList()));
    Set<Long> there = new HashSet<>();
    columns.forEach(column -> there.add(column.exprId().id()));
    for (Attribute attribute : list(child.output())) {
      if (attribute.name().startsWith(HELPERS) && there.add(attribute.exprId().id())) {
        columns.add(attribute);
      }
    }
    return CollectionConverters.asScala(columns).toSeq();
  }

  private void requireOneByOne(LogicalPlan plan, LogicalPlan below) {
    if (plan instanceof Aggregate) {
      throw refused("groups or counts new rows, of which there are more later");
    }
    if (plan instanceof Window) {
      throw refused("has a window over new rows, which those of other runs are not in");
    }
    if (plan instanceof Join join) {
      requireKept(join.joinType(), below == join.left());
    } else if (!(plan instanceof Project
        || plan instanceof Filter
        || plan instanceof Generate
        || plan instanceof Sort
        || plan instanceof SubqueryAlias
        || plan instanceof View
        || plan instanceof WithCTE withCte && below == withCte.plan())) {
      throw refused("does not treat new rows one by one (%s)".formatted(plan.nodeName()));
    }
  }

  private void requireKept(JoinType type, boolean left) {
    String name = type.sql().toUpperCase(Locale.ROOT);
    boolean kept =
        name.equals("INNER") || name.equals("CROSS") || name.startsWith(left ? "LEFT" : "RIGHT");
    if (!kept) {
      throw refused(
          "has new rows on the %s of a %s JOIN, so that what it gives depends on the run"
              .formatted(left ? "left" : "right", name));
    }
  }

  private StepFailure refused(String why) {
    return StepFailure.of(
        FailureReason.SQL_INVALID,
        "The sql of %s %s. Start it FROM input and join what is looked up by INNER, LEFT, LEFT SEMI or LEFT ANTI JOIN; use a gold table for anything else."
            .formatted(step.output(), why));
  }

  private Dataset<Row> distinctlyNamed(Dataset<Row> rows) {
    Set<String> seen = new HashSet<>();
    Stream.of(rows.columns())
        .filter(name -> !seen.add(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .ifPresent(
            name -> {
              throw StepFailure.of(
                  FailureReason.SQL_INVALID,
                  "The sql of %s returns two columns %s. Name the columns that you want instead of *, or give one another name by AS."
                      .formatted(step.output(), name));
            });
    return rows;
  }

  private static <T> List<T> list(scala.collection.Seq<T> seq) {
    return CollectionConverters.asJava(seq);
  }
}
