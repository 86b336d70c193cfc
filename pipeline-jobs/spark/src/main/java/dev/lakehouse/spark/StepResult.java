package dev.lakehouse.spark;

import dev.lakehouse.plan.progress.ExpectationResult;
import java.util.List;
import java.util.Map;

/**
 * What a step did.
 *
 * @param skipped whether there was nothing to do; {@code message} says why
 * @param tableRows rows in its table now; null when that is not known
 * @param version the Delta version its table has now; of a publish, the version published; null
 *     when there is no table
 */
public record StepResult(
    boolean skipped,
    Long rows,
    Long tableRows,
    Long version,
    Map<String, Long> inputs,
    List<ExpectationResult> expectations,
    Map<String, Double> metrics,
    String message) {

  /** Done, one commit made. */
  public static StepResult done(long rows, Long tableRows, long version, Map<String, Long> inputs) {
    return new StepResult(false, rows, tableRows, version, inputs, null, null, null);
  }

  /** Nothing to do. */
  public static StepResult nothingNew(Long version, Map<String, Long> inputs, String message) {
    return new StepResult(true, null, null, version, inputs, null, null, message);
  }

  /** This result with those of the expectations. */
  public StepResult withExpectations(List<ExpectationResult> results) {
    List<ExpectationResult> known = results == null || results.isEmpty() ? null : results;
    return new StepResult(skipped, rows, tableRows, version, inputs, known, metrics, message);
  }

  /** This result with measures. */
  public StepResult withMetrics(Map<String, Double> measured) {
    Map<String, Double> known = measured == null || measured.isEmpty() ? null : measured;
    return new StepResult(skipped, rows, tableRows, version, inputs, expectations, known, message);
  }

  /** This result of a table that is at another version with the same rows. */
  public StepResult withVersion(long newest) {
    return new StepResult(skipped, rows, tableRows, newest, inputs, expectations, metrics, message);
  }

  /** This result with words for people. */
  public StepResult withMessage(String text) {
    return new StepResult(skipped, rows, tableRows, version, inputs, expectations, metrics, text);
  }
}
