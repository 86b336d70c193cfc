package dev.lakehouse.spark.delta;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;

/**
 * A commit of a run to a table.
 *
 * @param rows rows it wrote: appended, or inserted and updated
 * @param tableRows rows in the table after it; null when that is not known
 */
public record TableCommit(long version, CommitNote note, long rows, Long tableRows) {

  static TableCommit of(long version, CommitNote note, JsonNode metrics) {
    Long before = note.rowsBefore();
    return new TableCommit(
        version, note, rowsOf(metrics), before == null ? null : before + added(metrics));
  }

  /** Rows that the run has written up to it. */
  public long rowsOfRun() {
    return note.part() == null ? rows : note.part().rows() + rows;
  }

  private static long added(JsonNode metrics) {
    return metrics.has("numTargetRowsInserted")
        ? metrics.path("numTargetRowsInserted").asLong()
            - metrics.path("numTargetRowsDeleted").asLong()
        : metrics.path("numOutputRows").asLong();
  }

  private static long rowsOf(JsonNode metrics) {
    if (metrics.has("numTargetRowsInserted")) {
      return Stream.of("numTargetRowsInserted", "numTargetRowsUpdated", "numTargetRowsDeleted")
          .mapToLong(metric -> metrics.path(metric).asLong(0))
          .sum();
    }
    return metrics.path("numOutputRows").asLong(0);
  }
}
