package dev.lakehouse.operator.datasource;

import dev.lakehouse.plan.progress.IngestionStatus;
import dev.lakehouse.plan.progress.StreamProgress;
import java.time.Instant;
import java.util.Optional;

/**
 * What a stream's consumers report, as far as their number depends on it.
 *
 * @param shards open shards, those among them that wait to be read; null: not known
 * @param millisBehind how far the slowest shard is behind; null: not known
 * @param rowsPerMinute of all pods; null: not known
 * @param replicas pods that are alive, by their own account; null: not known
 * @param troubled whether more pods would be of no help: it can't be read, or is stalled
 */
record StreamFacts(
    Integer shards,
    Long millisBehind,
    Long rowsPerMinute,
    Integer replicas,
    boolean troubled,
    Optional<Instant> lastCommit,
    Optional<Instant> lastSuccess) {

  /** Of a report; null: there was none yet. */
  static StreamFacts of(IngestionStatus reported) {
    if (reported == null) {
      return new StreamFacts(null, null, null, null, false, Optional.empty(), Optional.empty());
    }
    StreamProgress stream = reported.stream();
    return new StreamFacts(
        shards(reported.shardCount(), stream),
        reported.millisBehindLatest(),
        stream == null ? null : stream.rowsPerMinute(),
        stream == null ? null : stream.replicaCount(),
        reported.reason() != null || (stream != null && stream.stalledSince() != null),
        Optional.ofNullable(reported.lastCommitTime()).map(Instant::parse),
        Optional.ofNullable(reported.lastSuccessTime()).map(Instant::parse));
  }

  private static Integer shards(Integer reading, StreamProgress stream) {
    Integer waiting = stream == null ? null : stream.shardsWaiting();
    return reading == null ? null : (Integer) (reading + (waiting == null ? 0 : waiting));
  }
}
