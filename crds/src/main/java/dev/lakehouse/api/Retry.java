package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** How failed runs are tried again. */
@ApiType
public record Retry(
    @Default("3")
        @Min(0)
        @Max(20)
        @JsonPropertyDescription(
            "How often a run is tried again after a failure of infrastructure. Failures of data or"
                + " spec are not: they wait for new input or a new spec. Defaults to 3.")
        Integer limit,
    @Default("30s")
        @Size(max = 12)
        @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_SAYS)
        @JsonPropertyDescription(
            "Wait before the first retry; doubled for each further one. Defaults to 30s.")
        String backoff) {}
