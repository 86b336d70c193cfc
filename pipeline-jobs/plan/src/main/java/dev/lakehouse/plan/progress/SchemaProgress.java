package dev.lakehouse.plan.progress;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;
import java.util.ArrayList;
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
  private static final int CHANGES = 10;
  private static final int NAMES = 20;

  /** Of a table with the columns that it was made with. */
  public static final SchemaProgress MADE = new SchemaProgress(1, null, null);

  /** With these columns added at that time; at most ten changes and twenty names of each stay. */
  public SchemaProgress with(List<String> added, Instant time) {
    List<Change> changes = new ArrayList<>();
    changes.add(
        new Change(
            version + 1, time.toString(), added.stream().limit(NAMES).toList(), added.size()));
    if (history != null) {
      history.stream().limit(CHANGES - 1).forEach(changes::add);
    }
    return new SchemaProgress(version + 1, rescuedRows, changes);
  }

  /** With so many rows that keep what fits no column; null: that is not known. */
  public SchemaProgress withRescued(Long rows) {
    return new SchemaProgress(version, rows, history);
  }

  /** Columns that were added at once. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Change(
      @JsonPropertyDescription("The version of the columns since then.") Integer version,
      @JsonPropertyDescription("When they were added (RFC 3339).") String time,
      @JsonPropertyDescription("The columns that were added: their names, the first of many.")
          List<String> added,
      @JsonPropertyDescription("How many columns were added.") Integer count) {}
}
