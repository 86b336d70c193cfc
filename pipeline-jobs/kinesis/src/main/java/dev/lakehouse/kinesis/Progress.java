package dev.lakehouse.kinesis;

import dev.lakehouse.kinesis.core.Fetched;
import dev.lakehouse.kinesis.core.Gap;
import dev.lakehouse.kinesis.core.Ingestion;
import dev.lakehouse.kinesis.core.Stall;
import dev.lakehouse.kinesis.core.TableState;
import dev.lakehouse.kinesis.replicas.ReplicaState;
import dev.lakehouse.kinesis.replicas.ReplicaState.ShardLag;
import dev.lakehouse.plan.FailureClass;
import dev.lakehouse.plan.FailureReason;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this replica has done so far. Used by the loop's thread alone. */
final class Progress {
  private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

  private static final int SHARDS_TOLD = 5;

  private final Metrics metrics;
  private final Stall stall;
  private final Clock clock;
  private final Map<String, Long> millisBehind = new HashMap<>();
  private final Map<String, Gap> lastGaps = new HashMap<>();
  private final MinuteRate rate = new MinuteRate();
  private TableState bronze;
  private TableState dead;
  private int waiting;
  private Instant lastCommit;
  private Instant lastSuccess;
  private Trouble trouble;

  Progress(Metrics metrics, Stall stall, Clock clock) {
    this.metrics = metrics;
    this.stall = stall;
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
    stall.committed(worst() > 0, lastCommit);
    metrics.committed(outcome);
  }

  void read(Fetched fetched, boolean holdsAny) {
    millisBehind.put(fetched.shard(), fetched.millisBehindLatest());
    metrics.read(fetched.records().size());
    metrics.behind(worst());
    lastSuccess = clock.instant();
    trouble = null;
    stall.read(holdsAny || worst() > 0, lastSuccess);
  }

  /** Records of that shard may be lost. */
  void lost(String shard, Gap gap) {
    if (!gap.equals(lastGaps.put(shard, gap))) {
      LOG.warn("Records of {} may be lost: {}", shard, gap);
      metrics.lost(gap);
    }
  }

  /** Only these shards are read. */
  void reading(Set<String> shards) {
    millisBehind.keySet().retainAll(shards);
    metrics.reading(shards.size());
    metrics.behind(worst());
    if (shards.isEmpty()) {
      // Nothing to read is no failure.
      lastSuccess = clock.instant();
      stall.read(false, lastSuccess);
    }
  }

  void troubled(Trouble why) {
    trouble = why;
    if (why.reason().failureClass() != FailureClass.INFRASTRUCTURE) {
      stall.excused();
    }
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

  /**
   * What to tell the other replicas.
   *
   * @param restarted when the process before this one ended itself because of a stall, or null
   */
  ReplicaState state(Set<String> owned, String restarted) {
    Instant now = clock.instant();
    Instant stalledSince = stall.since(now);
    Trouble told =
        trouble == null && stalledSince != null
            ? new Trouble(FailureReason.STALLED, StallWatch.message(stalledSince))
            : trouble;
    return new ReplicaState(
        ReplicaState.join(owned),
        rate.rows(now),
        rate.bytes(now),
        worstShards(),
        text(lastSuccess),
        text(lastCommit),
        text(stalledSince),
        stall.hasCommitted() ? null : restarted,
        told == null ? null : told.reason().label(),
        told == null ? null : told.message());
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
