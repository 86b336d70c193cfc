package dev.lakehouse.plan.progress;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How one expectation came out in one step. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExpectationResult(
    @JsonPropertyDescription("Name of the expectation.") String name,
    @JsonPropertyDescription("Warn, Drop, Quarantine or Fail.") String action,
    @JsonPropertyDescription("Whether nothing violated it.") boolean met,
    @JsonPropertyDescription(
            "Rows that violated it; for a row count the number of rows that are missing or too many.")
        long violations) {}
