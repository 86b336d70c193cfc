package dev.lakehouse.kinesis.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When each shard may be read again: a stream answers five reads a second per shard, all told, and
 * a shard that can't be read is left alone for a while. Pure.
 */
public final class ShardSchedule {
  /** Leaves one of the five reads to others. */
  private static final Duration BUSY = Duration.ofMillis(250);

  private static final Duration IDLE = Duration.ofSeconds(1);

  private record Next(Instant due, int failures) {}

  private final Map<String, Next> next = new HashMap<>();

  /**
   * Those of the shards that may be read now, the longest waiting first: where reads are scarce,
   * each shard gets its turn.
   */
  public List<String> due(List<String> shards, Instant now) {
    return shards.stream()
        .filter(shard -> !now.isBefore(dueAt(shard)))
        .sorted(Comparator.comparing(this::dueAt))
        .toList();
  }

  private Instant dueAt(String shard) {
    Next at = next.get(shard);
    return at == null ? Instant.MIN : at.due();
  }

  /** A read succeeded; at the shard's end there is no hurry. */
  public void read(Fetched fetched, Instant now) {
    boolean idle = fetched.records().isEmpty() && fetched.millisBehindLatest() == 0;
    next.put(fetched.shard(), new Next(now.plus(idle ? IDLE : BUSY), 0));
  }

  /**
   * A read failed: that shard waits, longer each time, and holds up no other.
   *
   * @param random from 0 (inclusive) to 1: spreads the tries
   * @return failures of that shard in a row
   */
  public int failed(String shard, ReadFailure why, Instant now, double random) {
    Next last = next.get(shard);
    int failures = last == null ? 1 : last.failures() + 1;
    next.put(shard, new Next(now.plus(why.pause(failures, random)), failures));
    return failures;
  }
}
