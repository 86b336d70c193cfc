package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/** One more input of a silver table. */
@ApiType
public record SilverFlow(
    @Required
        @Size(min = 3, max = 120)
        @JsonPropertyDescription("The table, once in a silver table.")
        String from,
    @JsonPropertyDescription(
            "Spark SQL expressions over this input's columns, by the name of the column they make,"
                + " for example {order_id: id}: they bring it to the columns of the first input."
                + " Other columns stay; those it lacks are null.")
        Map<String, String> columns,
    @Size(min = 1, max = 2000)
        @JsonPropertyDescription(
            "Spark SQL condition over this input's columns; other rows of it are left out.")
        String where) {}
