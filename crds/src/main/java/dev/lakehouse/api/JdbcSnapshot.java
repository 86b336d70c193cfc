package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What tells the rows of a table apart from one read of all of them to the next. */
@ApiType
public record JdbcSnapshot(
    @Required
        @Size(min = 1, max = 8)
        @JsonPropertyDescription(
            "Columns that identify a row; none of them is ever null, and no two rows have the"
                + " same.")
        List<String> keys) {}
