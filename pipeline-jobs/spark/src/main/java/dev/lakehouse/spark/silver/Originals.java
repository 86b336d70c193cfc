package dev.lakehouse.spark.silver;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import dev.lakehouse.plan.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The row of the input that a quarantined row was made from, as JSON in {@link #COLUMN}: the
 * columns that the step reads, but for those that a masked column is made from, or that are made
 * from the same under another name. What a mask hides in the table is not in clear beside it, in no
 * form; a row that is let in later takes the masked values it has. All columns of the input are
 * read where the step declares none.
 */
final class Originals {
  static final String COLUMN = "_original";

  /** The same while rows are on their way: text is made of few only. */
  static final String HELPER = "_lh_original";

  /** Without these, JSON has milliseconds. */
  static final Map<String, String> EXACTLY =
      Map.of(
          "timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
          "timestampNTZFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSS");

  private Originals() {}

  /** The rows with {@link #HELPER}. */
  static Dataset<Row> marked(Dataset<Row> input, Step.Silver step) {
    Set<String> shown = shown(input, step);
    Column[] columns =
        Stream.of(input.columns())
            .filter(shown::contains)
            .map(SilverColumns::quoted)
            .toArray(Column[]::new);
    return input.withColumn(HELPER, columns.length == 0 ? lit("{}") : struct(columns));
  }

  /** The rows with {@link #COLUMN} in place of {@link #HELPER}. */
  static Dataset<Row> named(Dataset<Row> rows) {
    boolean json = rows.schema().apply(HELPER).dataType() instanceof StructType;
    Column original = json ? to_json(col(HELPER), EXACTLY) : col(HELPER);
    return rows.withColumn(COLUMN, original).drop(HELPER);
  }

  private static Set<String> shown(Dataset<Row> input, Step.Silver step) {
    List<Column> reads =
        new ArrayList<>(step.columns().stream().map(SilverColumns::value).toList());
    if (step.columns().isEmpty()) {
      Stream.of(input.columns())
          .filter(name -> !name.startsWith("_lh_"))
          .map(SilverColumns::quoted)
          .forEach(reads::add);
    }
    String deleteWhen = step.changes() == null ? null : step.changes().deleteWhen();
    Stream.of(step.where(), deleteWhen)
        .filter(condition -> condition != null)
        .forEach(condition -> reads.add(expr(condition)));
    Set<String> shown = read(input, reads);
    shown.removeAll(hidden(input, step));
    return shown;
  }

  /** What masked columns are made from, under whatever name it stands among the input's columns. */
  private static Set<String> hidden(Dataset<Row> input, Step.Silver step) {
    Set<String> read =
        read(
            input,
            step.columns().stream()
                .filter(column -> column.mask() != null)
                .map(SilverColumns::value)
                .toList());
    if (read.isEmpty()) {
      return read;
    }
    Map<Long, Set<Long>> made = new HashMap<>();
    collectOrigins(input.queryExecution().analyzed(), made);
    List<Attribute> columns =
        CollectionConverters.asJava(input.queryExecution().analyzed().output());
    Set<Long> secret = new HashSet<>();
    columns.stream()
        .filter(column -> read.contains(column.name()))
        .forEach(column -> secret.addAll(origins(column.exprId().id(), made)));
    return columns.stream()
        .filter(column -> !Collections.disjoint(origins(column.exprId().id(), made), secret))
        .map(Attribute::name)
        .collect(Collectors.toSet());
  }

  /** The columns of tables that a column is made of. */
  private static Set<Long> origins(long column, Map<Long, Set<Long>> made) {
    Set<Long> found = new HashSet<>();
    Deque<Long> open = new ArrayDeque<>(List.of(column));
    Set<Long> seen = new HashSet<>(open);
    while (!open.isEmpty()) {
      long next = open.pop();
      Set<Long> from = made.getOrDefault(next, Set.of());
      if (from.isEmpty()) {
        found.add(next);
      }
      from.stream().filter(seen::add).forEach(open::push);
    }
    return found;
  }

  /** Which columns a plan makes of which others. */
  private static void collectOrigins(LogicalPlan plan, Map<Long, Set<Long>> made) {
    if (plan instanceof Generate generate) {
      CollectionConverters.asJava(generate.generatorOutput())
          .forEach(column -> add(made, column, references((Expression) generate.generator())));
    }
    if (plan instanceof Union) {
      List<Attribute> output = CollectionConverters.asJava(plan.output());
      CollectionConverters.asJava(plan.children())
          .forEach(
              child -> {
                List<Attribute> columns = CollectionConverters.asJava(child.output());
                for (int i = 0; i < output.size(); i++) {
                  add(made, output.get(i), Set.of(columns.get(i).exprId().id()));
                }
              });
    }
    CollectionConverters.asJava(plan.expressions())
        .forEach(
            expression -> {
              if (expression instanceof Alias alias) {
                add(made, alias.toAttribute(), references(alias.child()));
              }
            });
    CollectionConverters.asJava(plan.children()).forEach(child -> collectOrigins(child, made));
  }

  private static void add(Map<Long, Set<Long>> made, Attribute column, Set<Long> from) {
    Set<Long> others = new HashSet<>(from);
    others.remove(column.exprId().id());
    made.computeIfAbsent(column.exprId().id(), id -> new HashSet<>()).addAll(others);
  }

  private static Set<Long> references(Expression expression) {
    return CollectionConverters.asJava(expression.references().toSeq()).stream()
        .map(attribute -> attribute.exprId().id())
        .collect(Collectors.toSet());
  }

  /** The input's columns that the expressions read, as Spark resolves them. */
  private static Set<String> read(Dataset<Row> input, List<Column> expressions) {
    LogicalPlan source = input.queryExecution().analyzed();
    LogicalPlan query =
        input.select(expressions.toArray(Column[]::new)).queryExecution().analyzed();
    Set<Long> ids = new HashSet<>();
    collect(query, source, ids);
    Set<String> names = new HashSet<>();
    CollectionConverters.asJava(source.output())
        .forEach(
            attribute -> {
              if (ids.contains(attribute.exprId().id())) {
                names.add(attribute.name());
              }
            });
    return names;
  }

  private static void collect(LogicalPlan query, LogicalPlan source, Set<Long> ids) {
    if (query == source) {
      return;
    }
    CollectionConverters.asJava(query.references().toSeq())
        .forEach(attribute -> ids.add(attribute.exprId().id()));
    CollectionConverters.asJava(query.children())
        .forEach(child -> collect((LogicalPlan) child, source, ids));
  }
}
