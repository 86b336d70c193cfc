package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.DataSourceSpec;
import dev.lakehouse.api.Durations;
import dev.lakehouse.api.StreamReplicas;
import java.time.Duration;
import java.util.Optional;

/**
 * What a stream's spec says about the number of its pods; fields that it leaves out have the
 * schema's defaults.
 *
 * @param min at least as many pods, unless the stream has fewer shards
 * @param max at most as many
 * @param maxLag how far behind the slowest shard may be before there are more
 * @param idle when there are none; empty: never
 */
record ScaleBounds(int min, int max, Duration maxLag, Optional<Idle> idle) {
  private static final Duration SHORTEST_LOOK = Duration.ofMinutes(1);

  /**
   * When a stream sleeps.
   *
   * @param after how long nothing must have come
   * @param lookEvery how often it is looked at
   * @param look how long a look takes at least: what is read in it has to be committed
   */
  record Idle(Duration after, Duration lookEvery, Duration look) {}

  static ScaleBounds of(DataSourceSpec.Kinesis kinesis) {
    StreamReplicas replicas =
        Optional.ofNullable(kinesis.replicas()).orElse(new StreamReplicas(null, null, null, null));
    int min = Optional.ofNullable(replicas.min()).orElse(1);
    return new ScaleBounds(
        min,
        Optional.ofNullable(replicas.max()).orElse(min),
        duration(replicas.maxLag(), "1m"),
        Optional.ofNullable(replicas.idle()).map(idle -> idle(idle, kinesis)));
  }

  private static Idle idle(StreamReplicas.Idle idle, DataSourceSpec.Kinesis kinesis) {
    Duration twoCommits = duration(kinesis.commitInterval(), "30s").multipliedBy(2);
    return new Idle(
        duration(idle.after(), "30m"),
        duration(idle.lookEvery(), "10m"),
        twoCommits.compareTo(SHORTEST_LOOK) > 0 ? twoCommits : SHORTEST_LOOK);
  }

  /** Whether there is nothing to decide: one pod, always. */
  boolean isOne() {
    return max == 1 && idle.isEmpty();
  }

  /**
   * At most as many pods for that many open shards.
   *
   * @param shards null: not known
   */
  int upper(Integer shards) {
    return shards == null || shards < 1 ? max : Math.min(max, shards);
  }

  private static Duration duration(String text, String otherwise) {
    return Durations.parse(text == null ? otherwise : text);
  }
}
