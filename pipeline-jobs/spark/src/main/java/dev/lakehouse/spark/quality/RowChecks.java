package dev.lakehouse.spark.quality;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.progress.ExpectationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Row expectations as one boolean column per rule ("this row violates it"), so that all of them are
 * counted in a single pass and rows are sorted out without evaluating a rule twice.
 */
final class RowChecks {
  private static final String PREFIX = "_lh_violates_";

  private final List<Expectation.Row> rules;
  private final Column exempt;

  private RowChecks(List<Expectation.Row> rules, Column exempt) {
    this.rules = rules;
    this.exempt = exempt;
  }

  static RowChecks of(List<Expectation> expectations) {
    return of(expectations, lit(false));
  }

  /**
   * Rules of these expectations.
   *
   * @param exempt whether a row is not asked, but let in as it is
   */
  static RowChecks of(List<Expectation> expectations, Column exempt) {
    return new RowChecks(
        expectations.stream()
            .filter(Expectation.Row.class::isInstance)
            .map(Expectation.Row.class::cast)
            .toList(),
        exempt);
  }

  boolean isEmpty() {
    return rules.isEmpty();
  }

  /** The rows with a column per rule. */
  Dataset<Row> tag(Dataset<Row> rows) {
    Column[] columns =
        IntStream.range(0, rules.size())
            .mapToObj(
                i -> not(exempt.or(coalesce(expr(rules.get(i).expr()), lit(false)))).as(PREFIX + i))
            .toArray(Column[]::new);
    List<Column> all = new ArrayList<>(List.of(col("*")));
    all.addAll(List.of(columns));
    return rows.select(all.toArray(Column[]::new));
  }

  /** How many rows violate each rule, in the order of the rules. */
  List<ExpectationResult> evaluate(Dataset<Row> tagged) {
    return rules.isEmpty() ? List.of() : results(tagged.agg(asked(), counts()).first());
  }

  /** Counts the rows that rules are asked of. */
  Column asked() {
    return count_if(not(exempt)).as("_lh_rows");
  }

  /** What to count of tagged rows besides their number. */
  Column[] counts() {
    return IntStream.range(0, rules.size())
        .mapToObj(i -> count_if(col(PREFIX + i)).as(PREFIX + i))
        .toArray(Column[]::new);
  }

  /** The results by a row that holds the number of rows and the counts. */
  List<ExpectationResult> results(Row counted) {
    return IntStream.range(0, rules.size())
        .mapToObj(i -> Results.ofRows(rules.get(i), counted.getLong(i + 1), counted.getLong(0)))
        .toList();
  }

  /** The rows that are let in. */
  Dataset<Row> kept(Dataset<Row> tagged) {
    Column out = anyOf(Expectation.Action.DROP).or(anyOf(Expectation.Action.QUARANTINE));
    return untagged(tagged.filter(not(out)));
  }

  /** The rows that go to quarantine, with the names of the rules they violate. */
  Dataset<Row> quarantined(Dataset<Row> tagged, String rulesColumn) {
    Column[] names =
        IntStream.range(0, rules.size())
            .filter(i -> rules.get(i).action() == Expectation.Action.QUARANTINE)
            .mapToObj(i -> when(col(PREFIX + i), lit(rules.get(i).name())))
            .toArray(Column[]::new);
    return untagged(
        tagged
            .filter(anyOf(Expectation.Action.QUARANTINE))
            .withColumn(rulesColumn, array_compact(array(names))));
  }

  boolean quarantines() {
    return rules.stream().anyMatch(rule -> rule.action() == Expectation.Action.QUARANTINE);
  }

  private Column anyOf(Expectation.Action action) {
    return IntStream.range(0, rules.size())
        .filter(i -> rules.get(i).action() == action)
        .mapToObj(i -> col(PREFIX + i))
        .reduce(lit(false), Column::or);
  }

  private Dataset<Row> untagged(Dataset<Row> rows) {
    return rows.drop(
        IntStream.range(0, rules.size()).mapToObj(i -> PREFIX + i).toArray(String[]::new));
  }
}
