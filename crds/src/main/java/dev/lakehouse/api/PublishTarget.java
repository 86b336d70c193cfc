package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A warehouse table that is kept equal to a gold table. */
@ApiType
public record PublishTarget(
    @Required
        @Size(min = 1, max = 40)
        @JsonPropertyDescription("Name of a connection of the Lakehouse.")
        String to,
    @Required
        @Size(min = 1, max = 200)
        @ValidationRule(
            value = "self.matches('^[a-z_][a-z0-9_]*[.][a-z_][a-z0-9_]*$')",
            message = "is not a table: write schema.table, for example marts.customer_features")
        @JsonPropertyDescription(
            "The table, for example marts.customer_features; made where it is missing.")
        String table) {}
