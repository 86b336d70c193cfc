package dev.lakehouse.spark.quality;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.ExpectationTerms;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.ExpectationResult;
import dev.lakehouse.spark.StepFailure;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Results of expectations, and what follows from them. */
final class Results {
  private Results() {}

  /** Of an expectation that so many of the rows it was asked of violate. */
  static ExpectationResult ofRows(Expectation expectation, long violations, long rows) {
    return new ExpectationResult(
        expectation.name(),
        label(expectation.action()),
        ExpectationTerms.of(expectation).tolerates(violations, rows),
        violations,
        rows,
        null,
        null);
  }

  /**
   * Of an expectation about one number.
   *
   * @param violations 0: it held
   * @param observed null: there was nothing to measure
   * @param detail what was expected; null: stands in the spec
   */
  static ExpectationResult measured(
      Expectation expectation, long violations, Double observed, String detail) {
    return new ExpectationResult(
        expectation.name(),
        label(expectation.action()),
        violations == 0,
        violations,
        null,
        observed,
        detail);
  }

  /** Throws when an expectation with action Fail is not met. */
  static void requireNoFailure(
      TableName table, List<Expectation> expectations, List<ExpectationResult> results) {
    List<ExpectationResult> failed =
        results.stream()
            .filter(
                result -> !result.met() && result.action().equals(label(Expectation.Action.FAIL)))
            .toList();
    if (failed.isEmpty()) {
      return;
    }
    Map<String, ExpectationTerms> terms =
        expectations.stream()
            .collect(Collectors.toMap(Expectation::name, ExpectationTerms::of, (a, b) -> a));
    Function<ExpectationResult, String> text = result -> text(result, terms.get(result.name()));
    String list = failed.stream().map(text).collect(Collectors.joining(", "));
    throw StepFailure.expectations(
        "%s was not written: %s with action Fail %s not met. Its previous version stays as it is. Correct the data, or change the expectation or its action."
            .formatted(
                table,
                failed.size() == 1 ? "expectation " + list : "expectations " + list,
                failed.size() == 1 ? "is" : "are"),
        results);
  }

  private static String text(ExpectationResult result, ExpectationTerms terms) {
    StringBuilder text = new StringBuilder(result.name()).append(" (");
    text.append(result.detail() == null ? result.violations() + " violations" : result.detail());
    if (terms.atLeast() != null && result.rows() != null) {
      text.append(" among ").append(result.rows()).append(" rows");
    }
    if (terms.description() != null) {
      text.append("; ").append(terms.description());
    }
    if (terms.owner() != null) {
      text.append("; ask ").append(terms.owner());
    }
    return text.append(")").toString();
  }

  private static String label(Expectation.Action action) {
    String name = action.name();
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }
}
