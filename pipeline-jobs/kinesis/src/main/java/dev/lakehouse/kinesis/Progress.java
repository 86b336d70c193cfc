package dev.lakehouse.kinesis;

import dev.lakehouse.kinesis.core.Fetched;
import dev.lakehouse.kinesis.core.TableState;
import dev.lakehouse.plan.progress.IngestionStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the consumer has done so far, as it is reported. */
final class Progress {
  private static final int SHARDS_REPORTED = 5;

  private final Metrics metrics;
  private final Map<String, Long> millisBehind = new HashMap<>();
  private TableState bronze;
  private TableState dead;
  private Instant lastCommit;
  private Instant lastSuccess;
  private Trouble trouble;

  Progress(Metrics metrics) {
    this.metrics = metrics;
  }

  void opened(TableState bronzeState, TableState deadState) {
    bronze = bronzeState;
    dead = deadState;
    if (lastCommit == null && bronzeState.rows() > 0) {
      lastCommit = bronzeState.writtenAt();
    }
    millisBehind.clear();
  }

  void committed(TableState bronzeState, TableState deadState, Instant now) {
    bronze = bronzeState;
    dead = deadState;
    lastCommit = now;
    metrics.committed();
  }

  void read(Fetched fetched, Instant now) {
    millisBehind.put(fetched.shard(), fetched.millisBehindLatest());
    metrics.read(fetched.records().size());
    metrics.behind(worst());
    lastSuccess = now;
    trouble = null;
  }

  /** Only these shards are read. */
  void reading(List<String> shards) {
    millisBehind.keySet().retainAll(shards);
  }

  void troubled(Trouble why) {
    trouble = why;
  }

  boolean isTroubled() {
    return trouble != null;
  }

  IngestionStatus status() {
    return new IngestionStatus(
        bronze == null ? null : bronze.version(),
        bronze == null ? null : bronze.rows(),
        dead == null ? null : dead.rows(),
        text(lastCommit),
        text(lastSuccess),
        worstShards(),
        millisBehind.size(),
        millisBehind.isEmpty() ? null : (Long) worst(),
        trouble == null ? null : trouble.reason().label(),
        trouble == null ? null : trouble.message());
  }

  private List<IngestionStatus.Shard> worstShards() {
    return millisBehind.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(SHARDS_REPORTED)
        .map(
            entry ->
                new IngestionStatus.Shard(
                    entry.getKey(), sequence(entry.getKey()), entry.getValue()))
        .toList();
  }

  private long worst() {
    return millisBehind.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  private String sequence(String shard) {
    return bronze == null || !bronze.marks().containsKey(shard)
        ? null
        : bronze.marks().get(shard).sequence().toString();
  }

  private static String text(Instant time) {
    return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
