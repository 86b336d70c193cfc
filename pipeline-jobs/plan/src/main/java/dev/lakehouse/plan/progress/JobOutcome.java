package dev.lakehouse.plan.progress;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lakehouse.plan.FailureReason;

/** How a job ended, in its own words; stands in {@code LakehouseRun.status.outcome}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobOutcome(
    @JsonPropertyDescription("Whether all that was to be done was done.") boolean succeeded,
    @JsonPropertyDescription("Which attempt of the run this is the outcome of, from 1.")
        Integer attempt,
    @JsonPropertyDescription("Why it failed, one of the documented reasons.") String reason,
    @JsonPropertyDescription("What happened, why, and what to do; for people.") String message) {

  /** All done; {@code attempt} may be null. */
  public static JobOutcome success(Integer attempt) {
    return new JobOutcome(true, attempt, null, null);
  }

  /** Failed for that reason; {@code attempt} may be null. */
  public static JobOutcome failure(Integer attempt, FailureReason reason, String message) {
    return new JobOutcome(false, attempt, reason.label(), message);
  }
}
