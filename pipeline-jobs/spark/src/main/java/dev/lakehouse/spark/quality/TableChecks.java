package dev.lakehouse.spark.quality;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.TableExpectation;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.ExpectationResult;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Expectations about a table as a whole, evaluated on what it is about to become. */
final class TableChecks {
  private final List<Expectation> expectations;
  private final List<String> uniqueByMaking;

  private TableChecks(List<Expectation> expectations, List<String> uniqueByMaking) {
    this.expectations = expectations;
    this.uniqueByMaking = uniqueByMaking;
  }

  /**
   * The expectations that are not about single rows.
   *
   * @param uniqueByMaking columns of which the step itself keeps one row; empty: none
   */
  static TableChecks of(List<Expectation> expectations, List<String> uniqueByMaking) {
    return new TableChecks(
        expectations.stream().filter(e -> !(e instanceof Expectation.Row)).toList(),
        uniqueByMaking);
  }

  boolean isEmpty() {
    return expectations.isEmpty();
  }

  List<ExpectationResult> evaluate(
      Dataset<Row> result,
      Function<TableName, Dataset<Row>> otherTables,
      Surroundings surroundings) {
    return evaluate(result, otherTables, surroundings, Measures.of(expectations, result));
  }

  /** Whether {@link #measures()} is all that is needed of the rows. */
  boolean needMeasuresOnly() {
    return expectations.stream()
        .noneMatch(
            e ->
                e instanceof Expectation.Unique
                    || e instanceof Expectation.References
                    || e instanceof TableExpectation.PrimaryKey
                    || e instanceof TableExpectation.Drift);
  }

  /** The aggregates that {@link #evaluate(Dataset, Function, Surroundings, Row)} wants. */
  Column[] measures() {
    return Measures.columns(expectations).values().toArray(Column[]::new);
  }

  /** The results by aggregates that were taken before: the number of rows, then the measures. */
  List<ExpectationResult> evaluate(
      Dataset<Row> result,
      Function<TableName, Dataset<Row>> otherTables,
      Surroundings surroundings,
      Row measured) {
    return evaluate(result, otherTables, surroundings, Measures.from(expectations, measured));
  }

  private List<ExpectationResult> evaluate(
      Dataset<Row> result,
      Function<TableName, Dataset<Row>> otherTables,
      Surroundings surroundings,
      Measures measures) {
    MeasuredChecks measured = new MeasuredChecks(surroundings, measures);
    return expectations.stream()
        .map(expectation -> evaluate(expectation, result, otherTables, measures, measured))
        .toList();
  }

  private ExpectationResult evaluate(
      Expectation expectation,
      Dataset<Row> result,
      Function<TableName, Dataset<Row>> tables,
      Measures measures,
      MeasuredChecks measured) {
    if (expectation instanceof Expectation.Unique unique) {
      return Results.ofRows(unique, duplicates(result, unique.columns()), measures.rows());
    }
    if (expectation instanceof TableExpectation.PrimaryKey key) {
      Column present =
          key.columns().stream()
              .map(column -> named(column).isNotNull())
              .reduce(lit(true), Column::and);
      long nulls = Math.round(measures.of(key));
      return Results.ofRows(
          key, nulls + duplicates(result.filter(present), key.columns()), measures.rows());
    }
    if (expectation instanceof Expectation.References references) {
      long dangling = dangling(result, references, tables.apply(references.table()));
      return Results.ofRows(references, dangling, measures.rows());
    }
    if (expectation instanceof Expectation.RowCount rowCount) {
      return Results.measured(
          rowCount, outOfBounds(rowCount, measures.rows()), (double) measures.rows(), null);
    }
    return measured.evaluate(expectation, result);
  }

  private long duplicates(Dataset<Row> result, List<String> columns) {
    if (!uniqueByMaking.isEmpty() && columns.containsAll(uniqueByMaking)) {
      return 0;
    }
    return result
        .groupBy(columns.stream().map(TableChecks::named).toArray(Column[]::new))
        .agg(count(lit(1)).as("_lh_rows"))
        .filter(col("_lh_rows").gt(1))
        .agg(coalesce(sum(col("_lh_rows")), lit(0L)))
        .first()
        .getLong(0);
  }

  private static long dangling(
      Dataset<Row> result, Expectation.References references, Dataset<Row> table) {
    int length = references.columns().size();
    Column[] keys =
        IntStream.range(0, length)
            .mapToObj(i -> named(references.keys().get(i)).as("_lh_key_" + i))
            .toArray(Column[]::new);
    Column present =
        references.columns().stream()
            .map(column -> named(column).isNotNull())
            .reduce(lit(true), Column::and);
    Column match =
        IntStream.range(0, length)
            .mapToObj(i -> named(references.columns().get(i)).equalTo(col("_lh_key_" + i)))
            .reduce(lit(true), Column::and);
    return result.filter(present).join(table.select(keys).distinct(), match, "left_anti").count();
  }

  static long outOfBounds(Expectation.RowCount bounds, long rows) {
    if (bounds.min() != null && rows < bounds.min()) {
      return bounds.min() - rows;
    }
    return bounds.max() != null && rows > bounds.max() ? rows - bounds.max() : 0;
  }

  static String quoted(String column) {
    return "`" + column.replace("`", "``") + "`";
  }

  private static Column named(String column) {
    return col(quoted(column));
  }
}
