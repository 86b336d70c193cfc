package dev.lakehouse.plan.progress;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** What an ingestion job reports; stands in {@code DataSource.status.ingestion}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IngestionStatus(
    @JsonPropertyDescription("Delta version of the bronze table.") Long version,
    @JsonPropertyDescription("Rows in the bronze table as counted by the job that wrote it last.")
        Long rows,
    @JsonPropertyDescription("Rows in the dead-letter table.") Long deadLetters,
    @JsonPropertyDescription("When rows were last committed (RFC 3339).") String lastCommitTime,
    @JsonPropertyDescription(
            "When the source was last read without error, with or without new rows (RFC 3339).")
        String lastSuccessTime,
    @JsonPropertyDescription("The source's shards: a bounded number, those furthest behind first.")
        List<Shard> shards,
    @JsonPropertyDescription("Shards being read.") Integer shardCount,
    @JsonPropertyDescription(
            "How far the slowest shard is behind the stream's end, in milliseconds.")
        Long millisBehindLatest,
    @JsonPropertyDescription(
            "Why the job can't go on, one of the documented reasons; absent when it can.")
        String reason,
    @JsonPropertyDescription("What happened, why, and what to do; for people.") String message,
    @JsonPropertyDescription("What a stream's consumers report beyond that; absent for a batch.")
        StreamProgress stream,
    @JsonPropertyDescription(
            "The columns of the table, and how they came to be (streams and files).")
        SchemaProgress schema) {

  /** Of a stream whose columns are not known. */
  public IngestionStatus(
      Long version,
      Long rows,
      Long deadLetters,
      String lastCommitTime,
      String lastSuccessTime,
      List<Shard> shards,
      Integer shardCount,
      Long millisBehindLatest,
      String reason,
      String message,
      StreamProgress stream) {
    this(
        version,
        rows,
        deadLetters,
        lastCommitTime,
        lastSuccessTime,
        shards,
        shardCount,
        millisBehindLatest,
        reason,
        message,
        stream,
        null);
  }

  /** Of a batch, or of a stream of which nothing more is known. */
  public IngestionStatus(
      Long version,
      Long rows,
      Long deadLetters,
      String lastCommitTime,
      String lastSuccessTime,
      List<Shard> shards,
      Integer shardCount,
      Long millisBehindLatest,
      String reason,
      String message) {
    this(
        version,
        rows,
        deadLetters,
        lastCommitTime,
        lastSuccessTime,
        shards,
        shardCount,
        millisBehindLatest,
        reason,
        message,
        null);
  }

  /** One shard of a stream. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Shard(
      @JsonPropertyDescription("The shard's id.") String id,
      @JsonPropertyDescription("Sequence number of the last record committed.") String sequence,
      @JsonPropertyDescription("Milliseconds behind the shard's end.") Long millisBehindLatest) {}
}
