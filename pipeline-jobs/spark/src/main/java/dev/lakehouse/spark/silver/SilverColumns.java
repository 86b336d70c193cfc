package dev.lakehouse.spark.silver;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.struct;

import dev.lakehouse.plan.ColumnCleaning;
import dev.lakehouse.plan.ColumnCleaning.Normaliser;
import dev.lakehouse.plan.ColumnMask;
import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.ExpectationTerms;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.JobSettings;
import dev.lakehouse.spark.silver.columns.Cleaning;
import dev.lakehouse.spark.silver.columns.Masks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;

/** The columns of a silver table, made from those of its input. */
final class SilverColumns {
  /** Of each column that can be invalid, whether it is. */
  static final String INVALID = "_lh_invalid";

  private SilverColumns() {}

  /**
   * Filters and projects; the columns {@code kept} of the input go along as they are, and {@link
   * #INVALID} where there is a column that can be.
   */
  static Dataset<Row> project(
      Dataset<Row> input, Step.Silver step, JobSettings settings, List<String> kept) {
    Dataset<Row> rows = step.where() == null ? input : input.filter(letIn(step.where(), kept));
    List<Column> columns = new ArrayList<>();
    if (step.columns().isEmpty()) {
      for (String name : input.columns()) {
        if (!name.startsWith("_lh_")) {
          columns.add(quoted(name));
        }
      }
    }
    List<Column> invalid = new ArrayList<>();
    for (Step.SilverColumn column : step.columns()) {
      Cleaning cleaning = new Cleaning(column.cleaning(), column.cast());
      columns.add(cleaning.clean(value(column)).as(column.name()));
      if (cleaning.canFail()) {
        invalid.add(cleaning.failed(value(column)).as(column.name()));
      }
    }
    kept.forEach(name -> columns.add(col(name)));
    if (!invalid.isEmpty()) {
      columns.add(struct(invalid.toArray(Column[]::new)).as(INVALID));
    }
    return masked(rows.select(columns.toArray(Column[]::new)), step, settings);
  }

  /** Masks want to know types, which columns have when they are made. */
  private static Dataset<Row> masked(Dataset<Row> rows, Step.Silver step, JobSettings settings) {
    if (step.columns().stream().allMatch(column -> column.mask() == null)) {
      return rows;
    }
    List<Column> columns = new ArrayList<>();
    for (StructField field : rows.schema().fields()) {
      Column value = quoted(field.name());
      Optional<ColumnMask> mask =
          step.columns().stream()
              .filter(column -> column.name().equals(field.name()) && column.mask() != null)
              .map(Step.SilverColumn::mask)
              .findFirst();
      columns.add(
          mask.map(how -> Masks.masked(how, field.name(), value, field.dataType(), settings))
              .orElse(value)
              .as(field.name()));
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  /** What is expected of columns without being said: that their values are valid. */
  static List<Expectation> validity(Step.Silver step) {
    return step.columns().stream()
        .filter(column -> new Cleaning(column.cleaning(), column.cast()).canFail())
        .map(SilverColumns::isValid)
        .toList();
  }

  private static Expectation isValid(Step.SilverColumn column) {
    ColumnCleaning cleaning = column.cleaning() == null ? ColumnCleaning.NONE : column.cleaning();
    String form =
        Stream.concat(
                cleaning.normalise().stream().filter(Normaliser::canFail).map(Normaliser::name),
                Stream.ofNullable(column.cast()))
            .collect(Collectors.joining(", "));
    return new Expectation.Row(
        "valid(" + column.name() + ")",
        cleaning.onInvalid(),
        "NOT " + INVALID + ".`" + column.name() + "`",
        new ExpectationTerms(null, "Values that are no " + form + " became null.", null));
  }

  /** The value before it is cleaned. */
  static Column value(Step.SilverColumn column) {
    return column.expr() == null ? quoted(column.name()) : expr(column.expr());
  }

  /** What is said of rows is not asked of deletions, which mostly have no more than a key. */
  private static Column letIn(String where, List<String> kept) {
    Column condition = expr(where);
    return kept.contains(KeyHistory.DELETED) ? condition.or(col(KeyHistory.DELETED)) : condition;
  }

  static Column quoted(String name) {
    UnaryOperator<String> escape = text -> text.replace("`", "``");
    return col("`" + escape.apply(name) + "`");
  }
}
