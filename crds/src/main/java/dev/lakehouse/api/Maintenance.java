package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** When tables are kept up, and how long old files stay. */
@ApiType
public record Maintenance(
    @Required
        @JsonPropertyDescription(
            "When. Each time is a LakehouseRun and takes a turn of its own: other runs wait"
                + " meanwhile.")
        Schedule schedule,
    @Default("168h")
        @Size(max = 8)
        @ValidationRule(
            value =
                "self.matches('^[1-9][0-9]{0,4}(h|d)$') && (self.endsWith('d') || duration(self) >="
                    + " duration('24h'))",
            message =
                "must be at least 24h, in h or d: a run that takes long may still read what was"
                    + " replaced; for example 168h or 7d")
        @JsonPropertyDescription(
            "How long files stay that newer versions no longer hold, and with them rollback and"
                + " time travel; longer while a table made from it has not read them. Defaults to"
                + " 168h.")
        String vacuumAfter) {}
