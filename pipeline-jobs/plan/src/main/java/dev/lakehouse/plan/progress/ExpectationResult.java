package dev.lakehouse.plan.progress;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How one expectation came out in one step. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExpectationResult(
    @JsonPropertyDescription("Name of the expectation.") String name,
    @JsonPropertyDescription("Warn, Drop, Quarantine or Fail.") String action,
    @JsonPropertyDescription("Whether it held, with the tolerance that atLeast gives.") boolean met,
    @JsonPropertyDescription(
            "Rows that violated it; for a row count the number of rows that are missing or too many.")
        long violations,
    @JsonPropertyDescription("Rows it was asked of; absent where it is not about rows.") Long rows,
    @JsonPropertyDescription(
            "What was measured: rows, seconds of age, a drift's index, an anomaly's metric.")
        Double observed,
    @JsonPropertyDescription("What was expected, where it depends on history or time; for people.")
        String detail) {

  /** Of an expectation that only counts. */
  public ExpectationResult(String name, String action, boolean met, long violations) {
    this(name, action, met, violations, null, null, null);
  }
}
