package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** How long a run may take. */
@ApiType
public record Timeouts(
    @Default("10m")
        @Size(max = 12)
        @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_SAYS)
        @JsonPropertyDescription(
            "From the creation of a SparkApplication (or Job) until its driver (or pod) runs."
                + " Defaults to 10m.")
        String start,
    @Default("2h")
        @Size(max = 12)
        @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_SAYS)
        @JsonPropertyDescription(
            "From the driver's start until the run's end; with trigger continuous, from when it is"
                + " asked to stop. Defaults to 2h.")
        String run) {}
