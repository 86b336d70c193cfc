package dev.lakehouse.spark.delta;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;

/**
 * A commit of a run to a table.
 *
 * @param rows rows it wrote: appended, or inserted and updated
 */
public record TableCommit(long version, CommitNote note, long rows) {

  static TableCommit of(long version, CommitNote note, JsonNode metrics) {
    return new TableCommit(version, note, rowsOf(metrics));
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
