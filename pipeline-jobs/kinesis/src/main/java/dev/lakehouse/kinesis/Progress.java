package dev.lakehouse.kinesis;

import dev.lakehouse.kinesis.core.Fetched;
import dev.lakehouse.kinesis.core.Ingestion;
import dev.lakehouse.kinesis.core.TableState;
import dev.lakehouse.kinesis.replicas.ReplicaState;
import dev.lakehouse.kinesis.replicas.ReplicaState.ShardLag;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What this replica has done so far. Used by the loop's thread alone. */
final class Progress {
  private static final int SHARDS_TOLD = 5;

  private final Metrics metrics;
  private final Clock clock;
  private final Map<String, Long> millisBehind = new HashMap<>();
  private final MinuteRate rate = new MinuteRate();
  private TableState bronze;
  private TableState dead;
  private int waiting;
  private Instant lastCommit;
  private Instant lastSuccess;
  private Trouble trouble;

  Progress(Metrics metrics, Clock clock) {
    this.metrics = metrics;
    this.clock = clock;
  }

  void opened(Ingestion ingestion) {
    seen(ingestion);
    if (lastCommit == null && bronze.rows() > 0) {
      lastCommit = bronze.writtenAt();
    }
    millisBehind.clear();
  }

  /** The tables as they are now. */
  void seen(Ingestion ingestion) {
    bronze = ingestion.newest();
    dead = ingestion.deadState();
    waiting = ingestion.shards().waiting();
  }

  void committed(Ingestion ingestion, Ingestion.Outcome outcome) {
    seen(ingestion);
    lastCommit = clock.instant();
    rate.add(lastCommit, outcome.rows(), outcome.bytes());
    metrics.committed(outcome);
  }

  void read(Fetched fetched) {
    millisBehind.put(fetched.shard(), fetched.millisBehindLatest());
    metrics.read(fetched.records().size());
    metrics.behind(worst());
    lastSuccess = clock.instant();
    trouble = null;
  }

  /** Only these shards are read. */
  void reading(Set<String> shards) {
    millisBehind.keySet().retainAll(shards);
    metrics.reading(shards.size());
    metrics.behind(worst());
    if (shards.isEmpty()) {
      // Nothing to read is no failure.
      lastSuccess = clock.instant();
    }
  }

  void troubled(Trouble why) {
    trouble = why;
  }

  boolean isTroubled() {
    return trouble != null;
  }

  /** The bronze table as last seen; null: not yet. */
  TableState bronze() {
    return bronze;
  }

  /** The dead-letter table as last seen; null: not yet. */
  TableState dead() {
    return dead;
  }

  /** Shards that wait for their parents. */
  int waiting() {
    return waiting;
  }

  /** What to tell the other replicas. */
  ReplicaState state(Set<String> owned) {
    Instant now = clock.instant();
    return new ReplicaState(
        ReplicaState.join(owned),
        rate.rows(now),
        rate.bytes(now),
        worstShards(),
        text(lastSuccess),
        text(lastCommit),
        null,
        null,
        trouble == null ? null : trouble.reason().label(),
        trouble == null ? null : trouble.message());
  }

  private List<ShardLag> worstShards() {
    return millisBehind.entrySet().stream()
        .map(entry -> new ShardLag(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparing(ShardLag::millis).reversed().thenComparing(ShardLag::shard))
        .limit(SHARDS_TOLD)
        .toList();
  }

  private long worst() {
    return millisBehind.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  static String text(Instant time) {
    return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
