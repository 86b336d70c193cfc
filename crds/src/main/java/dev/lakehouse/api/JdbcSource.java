package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A database table. */
@ApiType
@ValidationRule(
    value = "!has(self.overlap) || has(self.cursor)",
    message = "overlap goes with cursor: without one the whole table is read each time")
@ValidationRule(
    value = "!has(self.snapshot) || !has(self.cursor)",
    message =
        "has snapshot and cursor: changes are found by comparing all rows or by the cursor; remove"
            + " one of them")
public record JdbcSource(
    @Required
        @Size(min = 1, max = 40)
        @JsonPropertyDescription("Name of a jdbc connection of the Lakehouse.")
        String connection,
    @Required
        @Size(min = 1, max = 200)
        @ValidationRule(
            value = "self.matches('^[A-Za-z_][A-Za-z0-9_$]*([.][A-Za-z_][A-Za-z0-9_$]*)?$')",
            message = "is not a table: write schema.table, for example public.customers")
        @JsonPropertyDescription("The table, for example public.customers.")
        String table,
    @Size(max = 100)
        @ValidationRule(
            value = "self.matches('^[A-Za-z_][A-Za-z0-9_$]*$')",
            message = "is not a column name")
        @JsonPropertyDescription(
            "Column that only grows when a row is inserted or changed (a timestamp or a number):"
                + " only rows at or past the last value are read. Absent: the whole table each"
                + " time.")
        String cursor,
    @Size(max = 12)
        @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_SAYS)
        @JsonPropertyDescription(
            "How far before the last value of a cursor of times the next read begins, for rows"
                + " committed late; rows the table has are not added again.")
        String overlap,
    @JsonPropertyDescription("Read the table side by side; absent: by one query.")
        JdbcPartition partition,
    @JsonPropertyDescription(
            "Read all rows each time and add only what changed since the last read, deletions"
                + " included: column _op is c, u or d, and _snapshot rises from one read to the"
                + " next. Absent: without a cursor all rows are added each time, with _snapshot.")
        JdbcSnapshot snapshot) {}
