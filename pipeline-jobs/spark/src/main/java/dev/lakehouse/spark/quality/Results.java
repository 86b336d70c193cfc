package dev.lakehouse.spark.quality;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.ExpectationResult;
import dev.lakehouse.spark.StepFailure;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Results of expectations, and what follows from them. */
final class Results {
  private Results() {}

  static ExpectationResult of(Expectation expectation, long violations) {
    return new ExpectationResult(
        expectation.name(), label(expectation.action()), violations == 0, violations);
  }

  /** Throws when an expectation with action Fail is not met. */
  static void requireNoFailure(TableName table, List<ExpectationResult> results) {
    List<ExpectationResult> failed =
        results.stream()
            .filter(
                result -> !result.met() && result.action().equals(label(Expectation.Action.FAIL)))
            .toList();
    if (failed.isEmpty()) {
      return;
    }
    String list =
        failed.stream()
            .map(result -> "%s (%d violations)".formatted(result.name(), result.violations()))
            .collect(Collectors.joining(", "));
    throw StepFailure.expectations(
        "%s was not written: %s with action Fail %s not met. Its previous version stays as it is. Correct the data, or change the expectation or its action."
            .formatted(
                table,
                failed.size() == 1 ? "expectation " + list : "expectations " + list,
                failed.size() == 1 ? "is" : "are"),
        results);
  }

  private static String label(Expectation.Action action) {
    String name = action.name();
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }
}
