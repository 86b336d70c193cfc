package dev.lakehouse.kinesis.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What is read but not yet committed, by shard. */
final class Buffer {
  /** An ended shard lets its children begin; several often end at once. */
  private static final Duration END_WAITS = Duration.ofMillis(500);

  private final Map<String, Held> held = new TreeMap<>();
  private long records;
  private long bytes;
  private Instant oldest;
  private Instant endedAt;

  /** Rows and marks of several shards: each shard's rows in their order. */
  static final class Batch {
    final List<Object[]> rows = new ArrayList<>();
    final Map<String, Mark> marks = new HashMap<>();

    private void add(String shard, List<Object[]> added, Mark mark) {
      if (mark != null) {
        rows.addAll(added);
        marks.put(shard, mark);
      }
    }
  }

  /** What is held of that shard, from now on if nothing was. */
  Held hold(String shard, Mark base, Instant now) {
    oldest = oldest == null ? now : oldest;
    return held.computeIfAbsent(shard, any -> new Held(base));
  }

  /** What is held of that shard; null: nothing. */
  Held get(String shard) {
    return held.get(shard);
  }

  Set<String> shards() {
    return held.keySet();
  }

  void added(Held of, int size) {
    of.records++;
    of.bytes += size;
    bytes += size;
    records++;
  }

  /** The end of a shard is held. */
  void ended(Instant now) {
    endedAt = endedAt == null ? now : endedAt;
  }

  boolean isEmpty() {
    return oldest == null;
  }

  long bytes() {
    return bytes;
  }

  boolean full(CommitPolicy policy, long fileBytes) {
    return policy.full(records, bytes, fileBytes);
  }

  boolean due(CommitPolicy policy, long fileBytes, Instant now) {
    boolean end = endedAt != null && Duration.between(endedAt, now).compareTo(END_WAITS) >= 0;
    return oldest != null
        && (end || policy.due(records, bytes, fileBytes, Duration.between(oldest, now)));
  }

  Batch rows() {
    Batch batch = new Batch();
    held.forEach((shard, of) -> batch.add(shard, of.rows, of.mark));
    return batch;
  }

  Batch deadLetters() {
    Batch batch = new Batch();
    held.forEach((shard, of) -> batch.add(shard, of.deadRows, of.deadMark));
    return batch;
  }

  void deadLettersCommitted() {
    held.values()
        .forEach(
            of -> {
              of.deadRows.clear();
              of.deadMark = null;
            });
  }

  void clear() {
    held.clear();
    count();
  }

  void drop(Collection<String> shards) {
    held.keySet().removeAll(shards);
    count();
  }

  private void count() {
    records = held.values().stream().mapToLong(of -> of.records).sum();
    bytes = held.values().stream().mapToLong(of -> of.bytes).sum();
    if (held.isEmpty()) {
      oldest = null;
    }
    if (held.values().stream().noneMatch(of -> of.mark.ended())) {
      endedAt = null;
    }
  }
}
