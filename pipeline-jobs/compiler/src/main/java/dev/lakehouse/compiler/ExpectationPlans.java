package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Defaults.orEmpty;

import dev.lakehouse.api.Durations;
import dev.lakehouse.api.ExpectationSpec;
import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.ExpectationTerms;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableExpectation;
import dev.lakehouse.plan.TableName;
import java.util.List;
import java.util.Optional;

/** Expectations as jobs check them; their specs have passed their checks. */
final class ExpectationPlans {
  /** Runs that a relative row count looks back at. */
  private static final int LAST = 10;

  private static final double SENSITIVITY = 3.5;

  private ExpectationPlans() {}

  static List<Expectation> of(List<ExpectationSpec> specs) {
    return orEmpty(specs).stream().map(ExpectationPlans::of).toList();
  }

  private static Expectation of(ExpectationSpec spec) {
    Expectation.Action action = Defaults.action(spec.action());
    ExpectationTerms terms = terms(spec);
    Optional<String> condition = RowRules.sql(spec);
    if (condition.isPresent()) {
      return new Expectation.Row(spec.name(), action, condition.get(), terms);
    }
    if (spec.unique() != null) {
      return new Expectation.Unique(spec.name(), action, spec.unique(), terms);
    }
    if (spec.primaryKey() != null) {
      return new TableExpectation.PrimaryKey(spec.name(), action, spec.primaryKey(), terms);
    }
    if (spec.rowCount() != null) {
      return rowCount(spec, action, terms);
    }
    if (spec.references() != null) {
      ExpectationSpec.References references = spec.references();
      return new Expectation.References(
          spec.name(),
          action,
          references.columns(),
          TableName.of(references.table()),
          Defaults.or(references.keys(), references.columns()),
          terms);
    }
    return measured(spec, action, terms);
  }

  private static Expectation measured(
      ExpectationSpec spec, Expectation.Action action, ExpectationTerms terms) {
    if (spec.freshness() != null) {
      long millis = Durations.parse(spec.freshness()).toMillis();
      return new TableExpectation.Freshness(spec.name(), action, spec.column(), millis, terms);
    }
    if (spec.schema() != null) {
      List<Step.ColumnType> columns =
          spec.schema().stream().map(ExpectationPlans::columnType).toList();
      return new TableExpectation.Schema(spec.name(), action, columns, terms);
    }
    if (spec.drift() != null) {
      return new TableExpectation.Drift(spec.name(), action, spec.column(), spec.drift(), terms);
    }
    return new TableExpectation.Anomaly(
        spec.name(),
        action,
        spec.anomaly().metric(),
        spec.column(),
        Defaults.or(spec.anomaly().sensitivity(), SENSITIVITY),
        Defaults.or(spec.anomaly().season(), TableExpectation.Season.NONE),
        terms);
  }

  private static Expectation rowCount(
      ExpectationSpec spec, Expectation.Action action, ExpectationTerms terms) {
    ExpectationSpec.RowCount count = spec.rowCount();
    if (count.minOfLast() == null && count.maxOfLast() == null) {
      return new Expectation.RowCount(spec.name(), action, count.min(), count.max(), terms);
    }
    return new TableExpectation.RelativeRowCount(
        spec.name(),
        action,
        Percentages.orNull(count.minOfLast()),
        Percentages.orNull(count.maxOfLast()),
        LAST,
        terms);
  }

  static Step.ColumnType columnType(String declared) {
    String[] parts = declared.strip().split("\\s+", 2);
    return new Step.ColumnType(parts[0], parts.length == 2 ? parts[1] : "");
  }

  private static ExpectationTerms terms(ExpectationSpec spec) {
    ExpectationTerms terms =
        new ExpectationTerms(Percentages.orNull(spec.atLeast()), spec.description(), spec.owner());
    return terms.equals(ExpectationTerms.NONE) ? null : terms;
  }
}
