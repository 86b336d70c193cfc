package dev.lakehouse.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.ExpectationTerms;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableExpectation;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ExpectationCompilerTest {

  private static Compilation compile(String... expectations) {
    String list =
        List.of(expectations).stream()
            .map(text -> "        - " + text + "\n")
            .collect(Collectors.joining());
    return PlanCompiler.compile(
        Specs.pipeline(
            "p",
            """
            silver:
              - name: orders
                from: bronze.orders
                keys: [id]
                columns: [{name: id}, {name: status}, {name: amount}, {name: at}]
                expectations:
            """
                + list),
        new Workspace(
            List.of(Specs.lakehouse()), List.of(Specs.source("orders")), List.of(), List.of()));
  }

  private static List<Expectation> expectations(String... expectations) {
    Compilation compilation = compile(expectations);
    if (!(compilation instanceof Compilation.Compiled compiled)) {
      throw new AssertionError(compilation.toString());
    }
    return ((Step.Silver) compiled.plan().steps().get(0)).expectations();
  }

  private static List<String> refusals(String expectation) {
    return compile(expectation) instanceof Compilation.Refused refused
        ? refused.violations().stream().map(Violation::message).toList()
        : List.of();
  }

  @Test
  void formsOfRowRulesBecomeSqlInWhichNullsPassUnlessTheyAreMeant() {
    assertThat(
            expectations(
                "{name: a, notNull: [id, at]}",
                "{name: b, column: status, acceptedValues: [open, \"it's\"]}",
                "{name: c, column: amount, range: {min: '0', max: '9.5'}}",
                "{name: d, column: at, range: {min: '2020-01-01'}}",
                "{name: e, column: status, regex: '[a-z]+\\d'}"))
        .extracting(expectation -> ((Expectation.Row) expectation).expr())
        .containsExactly(
            "`id` IS NOT NULL AND `at` IS NOT NULL",
            "`status` IS NULL OR CAST(`status` AS STRING) IN ('open', 'it\\'s')",
            "`amount` IS NULL OR `amount` >= 0 AND `amount` <= 9.5",
            "`at` IS NULL OR `at` >= '2020-01-01'",
            "`status` IS NULL OR CAST(`status` AS STRING) RLIKE '^(?:[a-z]+\\\\d)$'");
  }

  @Test
  void whatSpeaksOfTheTableKeepsItsOwnForm() {
    assertThat(
            expectations(
                "{name: a, primaryKey: [id], atLeast: 99.5%, description: why, owner: ann}",
                "{name: b, column: at, freshness: 2h}",
                "{name: c, schema: ['id bigint', 'amount decimal(12,2)']}",
                "{name: d, rowCount: {minOfLast: 50%, maxOfLast: 300%}, action: Fail}",
                "{name: e, column: status, drift: 0.2}",
                "{name: f, anomaly: {metric: Rows, season: Weekday}}",
                "{name: g, column: amount, anomaly: {metric: Mean, sensitivity: 5}}"))
        .containsExactly(
            new TableExpectation.PrimaryKey(
                "a",
                Expectation.Action.WARN,
                List.of("id"),
                new ExpectationTerms(0.995, "why", "ann")),
            new TableExpectation.Freshness("b", Expectation.Action.WARN, "at", 7_200_000, null),
            new TableExpectation.Schema(
                "c",
                Expectation.Action.WARN,
                List.of(
                    new Step.ColumnType("id", "bigint"),
                    new Step.ColumnType("amount", "decimal(12,2)")),
                null),
            new TableExpectation.RelativeRowCount("d", Expectation.Action.FAIL, 0.5, 3.0, 10, null),
            new TableExpectation.Drift("e", Expectation.Action.WARN, "status", 0.2, null),
            new TableExpectation.Anomaly(
                "f",
                Expectation.Action.WARN,
                TableExpectation.Metric.ROWS,
                null,
                3.5,
                TableExpectation.Season.WEEKDAY,
                null),
            new TableExpectation.Anomaly(
                "g",
                Expectation.Action.WARN,
                TableExpectation.Metric.MEAN,
                "amount",
                5.0,
                TableExpectation.Season.NONE,
                null));
  }

  @Test
  void refusalsSayWhatToDo() {
    refused("{name: a, regex: x}", ".column: is missing: name the column");
    refused("{name: a, unique: [id], column: id}", ".column: has no meaning");
    refused(
        "{name: a, column: stat, regex: x}", ".column: the table has no column stat (did you mean");
    refused("{name: a, column: status, regex: '['}", ".regex: is not a regular expression");
    refused("{name: a, column: amount, range: {}}", ".range: has no bound");
    refused("{name: a, column: at, freshness: 2 weeks}", "'2 weeks' is not a duration");
    refused("{name: a, schema: [id]}", ".schema[0]: needs a name and a type");
    refused("{name: a, schema: ['id blob']}", "'blob' is not a type of Spark SQL");
    refused("{name: a, rowCount: {min: 1, minOfLast: 50%}}", "mixes numbers with shares");
    refused("{name: a, rowCount: {minOfLast: half}}", "'half' is not a share");
    refused("{name: a, rowCount: {minOfLast: 60%, maxOfLast: 50%}}", "minOfLast is above");
    refused("{name: a, unique: [id], atLeast: 101%}", ".atLeast: lies above 0%");
    refused("{name: a, rowCount: {min: 1}, atLeast: 99%}", ".atLeast: goes with expectations");
    refused("{name: a, primaryKey: [id], action: Drop}", "rows can be turned away by expr");
    refused("{name: a, notNull: [id], drift: 0.1}", "needs exactly one of expr, notNull");
  }

  private static void refused(String expectation, String says) {
    assertThat(refusals(expectation)).as(expectation).anyMatch(text -> text.contains(says));
  }
}
