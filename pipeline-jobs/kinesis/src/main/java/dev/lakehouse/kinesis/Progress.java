package dev.lakehouse.kinesis;

import dev.lakehouse.kinesis.core.Fetched;
import dev.lakehouse.kinesis.core.Gap;
import dev.lakehouse.kinesis.core.Ingestion;
import dev.lakehouse.kinesis.core.Stall;
import dev.lakehouse.kinesis.core.TableState;
import dev.lakehouse.kinesis.replicas.ReplicaState;
import dev.lakehouse.kinesis.replicas.ReplicaState.ShardLag;
import dev.lakehouse.plan.FailureReason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this replica has done so far. Used by the loop's thread alone. */
final class Progress {
  private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

  private static final int SHARDS_TOLD = 5;

  private final Metrics metrics;
  private final Stall stall;
  private final Clock clock;
  private final Map<String, Behind> behind = new HashMap<>();
  private final Map<String, Gap> lastGaps = new HashMap<>();
  private final MinuteRate rate = new MinuteRate();
  private TableState bronze;
  private TableState dead;
  private int waiting;
  private Instant lastCommit;
  private Instant lastSuccess;

  /** What holds up everything. */
  private Trouble trouble;

  /** What is in the way of knowing the stream's shards. */
  private Trouble listing;

  private final ShardTroubles shards = new ShardTroubles();

  /** How far behind a shard was, and when it said so. */
  private record Behind(long millis, Instant at) {}

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
    behind.clear();
  }

  /** The tables as they are now. */
  void seen(Ingestion ingestion) {
    bronze = ingestion.newest();
    dead = ingestion.deadState();
    waiting = ingestion.shards().waiting();
  }

  void committed(Ingestion ingestion, Ingestion.Outcome outcome) {
    seen(ingestion);
    Instant now = clock.instant();
    if (outcome.rows() > 0) {
      lastCommit = now; // marks of idle shards make no table newer
    }
    rate.add(now, outcome.rows(), outcome.bytes());
    stall.committed(worst() > 0, now);
    metrics.committed(outcome);
  }

  void read(Fetched fetched, boolean holdsAny) {
    lastSuccess = clock.instant();
    behind.put(fetched.shard(), new Behind(fetched.millisBehindLatest(), lastSuccess));
    shards.healed(fetched.shard());
    trouble = null;
    metrics.read(fetched.records().size());
    metrics.behind(worst());
    stall.read(holdsAny || worst() > 0, lastSuccess);
    excuse(trouble());
  }

  /**
   * That shard can't be read for now.
   *
   * @param why null: not worth telling yet
   */
  void failed(String shard, Trouble why) {
    metrics.failed();
    metrics.behind(worst());
    if (why != null) {
      if (!shards.has(shard)) {
        LOG.warn("{} of {}: {}", why.reason().label(), shard, why.message());
      }
      shards.failed(shard, why);
      excuse(why);
    }
  }

  /** The shards were listed, or can't be for longer; null: nothing is in the way. */
  void listed(Trouble why) {
    if (why != null && !why.equals(listing)) {
      LOG.warn("{}: {}", why.reason().label(), why.message());
    }
    listing = why;
    excuse(why);
  }

  /** Records of that shard may be lost. */
  void lost(String shard, Gap gap) {
    if (!gap.equals(lastGaps.put(shard, gap))) {
      LOG.warn("Records of {} may be lost: {}", shard, gap);
      metrics.lost(gap);
    }
  }

  /** Only these shards are read. */
  void reading(Set<String> owned) {
    behind.keySet().retainAll(owned);
    shards.keepOnly(owned);
    metrics.reading(owned.size());
    metrics.behind(worst());
    if (owned.isEmpty()) {
      // Nothing to read is no failure.
      lastSuccess = clock.instant();
      stall.read(false, lastSuccess);
    }
  }

  void troubled(Trouble why) {
    trouble = why;
    excuse(why);
  }

  private void excuse(Trouble why) {
    if (why != null && why.isForUsers()) {
      stall.excused();
    }
  }

  /** Whether nothing was read since everything was held up. */
  boolean isHeldUp() {
    return trouble != null;
  }

  /** What is in the way, of everything or of some shards; null: nothing is. */
  Trouble trouble() {
    return Stream.of(trouble, listing, shards.first())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
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
    Trouble told = trouble();
    if (told == null && stalledSince != null) {
      told = new Trouble(FailureReason.STALLED, StallWatch.message(stalledSince));
    }
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
    return behind.keySet().stream()
        .map(shard -> new ShardLag(shard, millis(shard)))
        .sorted(Comparator.comparing(ShardLag::millis).reversed().thenComparing(ShardLag::shard))
        .limit(SHARDS_TOLD)
        .toList();
  }

  private long worst() {
    return behind.keySet().stream().mapToLong(this::millis).max().orElse(0);
  }

  /** A shard that can't be read falls behind meanwhile. */
  private long millis(String shard) {
    Behind last = behind.get(shard);
    long since = shards.has(shard) ? Duration.between(last.at(), clock.instant()).toMillis() : 0;
    return last.millis() + since;
  }

  static String text(Instant time) {
    return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
