package dev.lakehouse.plan.progress;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lakehouse.plan.FailureReason;
import java.util.List;
import java.util.Map;

/** What a job reports of one step; stands in {@code LakehouseRun.status.steps}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepStatus(
    @JsonPropertyDescription("The step: a table's name, or table@connection for a publish.")
        String name,
    @JsonPropertyDescription(
            "Pending, Running, Succeeded, Failed, or Skipped (a step it needs failed, or there was nothing new).")
        State state,
    @JsonPropertyDescription("Rows written by the step.") Long rows,
    @JsonPropertyDescription("Rows in the table after the step; absent when that is not known.")
        Long tableRows,
    @JsonPropertyDescription("Delta version of the table after the step.") Long version,
    @JsonPropertyDescription("Versions of the input tables that the step consumed.")
        Map<String, Long> inputs,
    @JsonPropertyDescription("When the step began (RFC 3339).") String startTime,
    @JsonPropertyDescription("Milliseconds from the step's begin to its end.") Long durationMillis,
    @JsonPropertyDescription("Result of each expectation of the table.")
        List<ExpectationResult> expectations,
    @JsonPropertyDescription(
            "What the step cost: executorSeconds, rowsRead, bytesRead, rowsWritten, bytesWritten, spillBytes; tableBytes, the table's size after it; with mode Plan rowsToRead, bytesToRead and bytesToRewrite; affectedKeys of an incremental table; batch (which of the run) and lagSeconds (since the oldest commit it read) with trigger continuous; measures of a trained model, for example silhouette and segments.")
        Map<String, Double> metrics,
    @JsonPropertyDescription("Why the step failed, one of the documented reasons.") String reason,
    @JsonPropertyDescription("What happened, why, and what to do; for people.") String message) {

  /** Among {@link #metrics}: bytes of the table after the step. */
  public static final String TABLE_BYTES = "tableBytes";

  /** How far a step is. */
  public enum State {
    @JsonProperty("Pending")
    PENDING,
    @JsonProperty("Running")
    RUNNING,
    @JsonProperty("Succeeded")
    SUCCEEDED,
    @JsonProperty("Failed")
    FAILED,
    @JsonProperty("Skipped")
    SKIPPED
  }

  /** A step that has not begun. */
  public static StepStatus pending(String name) {
    return new StepStatus(
        name, State.PENDING, null, null, null, null, null, null, null, null, null, null);
  }

  /** The step, begun. */
  public static StepStatus running(String name, String startTime) {
    return new StepStatus(
        name, State.RUNNING, null, null, null, null, startTime, null, null, null, null, null);
  }

  /** This step, failed; what it had measured stays. */
  public StepStatus failed(FailureReason why, String text, Long millis) {
    return new StepStatus(
        name,
        State.FAILED,
        rows,
        tableRows,
        version,
        inputs,
        startTime,
        millis,
        expectations,
        metrics,
        why.label(),
        text);
  }

  /** This step, not done, with a message saying why. */
  public StepStatus skipped(String text) {
    return new StepStatus(
        name,
        State.SKIPPED,
        rows,
        tableRows,
        version,
        inputs,
        startTime,
        durationMillis,
        expectations,
        metrics,
        null,
        text);
  }
}
