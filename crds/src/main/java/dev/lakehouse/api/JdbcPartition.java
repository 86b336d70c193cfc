package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** How a table is divided for reading it side by side. */
@ApiType
public record JdbcPartition(
    @Required
        @Size(min = 1, max = 100)
        @ValidationRule(
            value = "self.matches('^[A-Za-z_][A-Za-z0-9_$]*$')",
            message = "is not a column name")
        @JsonPropertyDescription(
            "Column of numbers, dates or times, evenly spread and indexed; each query reads a"
                + " range.")
        String column,
    @Required
        @Min(2)
        @Max(64)
        @JsonPropertyDescription("How many queries, each with a connection of its own.")
        Integer count) {}
