package dev.lakehouse.spark;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.progress.ExpectationResult;
import java.util.List;
import java.util.Map;

/** A step that failed for a known reason; its message is meant for users. */
public final class StepFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final FailureReason reason;
  private final transient List<ExpectationResult> expectations;
  private final transient Map<String, Double> metrics;

  private StepFailure(
      FailureReason reason,
      String message,
      Throwable cause,
      List<ExpectationResult> expectations,
      Map<String, Double> metrics) {
    super(message, cause);
    this.reason = reason;
    this.expectations = expectations;
    this.metrics = metrics;
  }

  /** Failed for that reason. */
  public static StepFailure of(FailureReason reason, String message) {
    return new StepFailure(reason, message, null, null, null);
  }

  /** Failed for that reason because of {@code cause}. */
  public static StepFailure of(FailureReason reason, String message, Throwable cause) {
    return new StepFailure(reason, message, cause, null, null);
  }

  /** Failed by an expectation; {@code results} tells how each came out. */
  public static StepFailure expectations(String message, List<ExpectationResult> results) {
    return new StepFailure(
        FailureReason.EXPECTATION_FAILED, message, null, List.copyOf(results), null);
  }

  /** Failed by a model's gate; {@code metrics} tells what was measured. */
  public static StepFailure gate(String message, Map<String, Double> metrics) {
    return new StepFailure(FailureReason.GATE_FAILED, message, null, null, Map.copyOf(metrics));
  }

  /** Why. */
  public FailureReason reason() {
    return reason;
  }

  /** How the expectations came out; null when none was evaluated. */
  public List<ExpectationResult> expectations() {
    return expectations;
  }

  /** What was measured; null when nothing was. */
  public Map<String, Double> metrics() {
    return metrics;
  }
}
