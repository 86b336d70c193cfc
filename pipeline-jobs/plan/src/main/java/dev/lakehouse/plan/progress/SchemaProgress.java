package dev.lakehouse.plan.progress;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** A bronze table's columns over time; stands in {@code DataSource.status.ingestion.schema}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SchemaProgress(
    @JsonPropertyDescription(
            "1 for the columns the table was made with, one more with each change.")
        Integer version,
    @JsonPropertyDescription(
            "Rows that keep in column _rescued what fits no column: counted by the job that wrote"
                + " them.")
        Long rescuedRows,
    @JsonPropertyDescription("The latest changes of the columns: a bounded number, newest first.")
        List<Change> history) {

  /** Columns that were added at once. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Change(
      @JsonPropertyDescription("The version of the columns since then.") Integer version,
      @JsonPropertyDescription("When they were added (RFC 3339).") String time,
      @JsonPropertyDescription("The columns that were added: their names, the first of many.")
          List<String> added,
      @JsonPropertyDescription("How many columns were added.") Integer count) {}
}
