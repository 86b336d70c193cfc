package dev.lakehouse.plan.progress;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/**
 * What a stream's consumers report together, told by one of them; stands in {@code
 * DataSource.status.ingestion.stream}. All lists are bounded, all components may be null.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StreamProgress(
    @JsonPropertyDescription("Payload bytes whose rows the table holds.") Long bytes,
    @JsonPropertyDescription("Rows committed in the last minute, by all replicas.")
        Long rowsPerMinute,
    @JsonPropertyDescription("Payload bytes committed in the last minute, by all replicas.")
        Long bytesPerMinute,
    @JsonPropertyDescription(
            "Shards that wait to be read: for their parents' ends, or for a replica.")
        Integer shardsWaiting,
    @JsonPropertyDescription("Replicas that are alive.") Integer replicaCount,
    @JsonPropertyDescription(
            "The replicas that are alive: a bounded number, those furthest behind first.")
        List<Replica> replicas,
    @JsonPropertyDescription(
            "Spans of time whose records may have been dropped by the stream's retention before"
                + " they were read: a bounded number, the longest first.")
        List<Gap> gaps,
    @JsonPropertyDescription(
            "Since when the source has records while none is committed (RFC 3339); absent while"
                + " records are committed.")
        String stalledSince) {

  /** The same, standing still since that time (RFC 3339). */
  public StreamProgress stalled(String since) {
    return new StreamProgress(
        bytes, rowsPerMinute, bytesPerMinute, shardsWaiting, replicaCount, replicas, gaps, since);
  }

  /** One replica of the consumer. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Replica(
      @JsonPropertyDescription("The replica's pod.") String name,
      @JsonPropertyDescription("Shards it reads.") Integer shards,
      @JsonPropertyDescription("How far its slowest shard is behind its end, in milliseconds.")
          Long millisBehindLatest,
      @JsonPropertyDescription("Rows it committed in the last minute.") Long rowsPerMinute,
      @JsonPropertyDescription("Why it can't go on; absent when it can.") String reason) {}

  /** A span of time of which records may be lost. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Gap(
      @JsonPropertyDescription("The shard.") String shard,
      @JsonPropertyDescription("All that arrived earlier is in the table (RFC 3339).") String from,
      @JsonPropertyDescription("All that arrived later is in the table (RFC 3339).") String to,
      @JsonPropertyDescription("Length of the span in milliseconds.") Long millis,
      @JsonPropertyDescription("Sequence number of the last record before the gap.")
          String afterSequence,
      @JsonPropertyDescription("Sequence number of the first record after the gap.")
          String beforeSequence) {}
}
