package dev.lakehouse.spark.silver;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import dev.lakehouse.plan.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The row of the input that a quarantined row was made from, as JSON in {@link #COLUMN}: the
 * columns that the step reads, but for those that a masked column is made from. What a mask hides
 * in the table is not in clear beside it, in no form; a row that is let in later takes the masked
 * values it has. All columns of the input are read where the step declares none.
 */
final class Originals {
  static final String COLUMN = "_original";

  /** The same while rows are on their way: text is made of few only. */
  static final String HELPER = "_lh_original";

  /** Without these, JSON has milliseconds. */
  private static final Map<String, String> EXACTLY =
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
    shown.removeAll(
        read(
            input,
            step.columns().stream()
                .filter(column -> column.mask() != null)
                .map(SilverColumns::value)
                .toList()));
    return shown;
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
