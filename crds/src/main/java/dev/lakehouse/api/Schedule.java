package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** When something happens again and again. */
@ApiType
public record Schedule(
    @Required
        @Size(min = 9, max = 100)
        @JsonPropertyDescription(
            "When, in the five fields of cron: minute, hour, day of month, month, day of week. For"
                + " example '*/15 * * * *' is every quarter of an hour.")
        String cron,
    @Default("Etc/UTC")
        @Size(min = 1, max = 64)
        @JsonPropertyDescription(
            "Time zone the schedule is read in, by its IANA name, for example Europe/Vienna."
                + " Defaults to Etc/UTC.")
        String timeZone) {}
