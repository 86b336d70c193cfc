package dev.lakehouse.kinesis.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which shards to read, and from where: a pure state machine, told of listings and of reads.
 *
 * <p>A shard is read after its parents have been read to their ends, so records of one key keep
 * their order across a split or merge. A parent that the stream no longer lists has expired. A
 * shard's end is not kept in the table: a restarted consumer finds it by reading again.
 */
public final class Shards {
  private final TableState start;
  private final Map<String, ShardInfo> listed = new TreeMap<>();
  private final Map<String, Position> positions = new HashMap<>();
  private final Set<String> ended = new HashSet<>();

  /** Nothing read since that state of the table. */
  public Shards(TableState start) {
    this.start = start;
  }

  /** The stream has these shards now. */
  public void list(Collection<ShardInfo> shards) {
    listed.clear();
    shards.forEach(shard -> listed.put(shard.id(), shard));
  }

  /** Whether the last listing had that shard. */
  public boolean isListed(String shard) {
    return listed.containsKey(shard);
  }

  /** The shards to read now, sorted. */
  public List<String> readable() {
    List<String> readable = new ArrayList<>();
    for (ShardInfo shard : listed.values()) {
      if (!ended.contains(shard.id()) && shard.parents().stream().allMatch(this::isDone)) {
        readable.add(shard.id());
      }
    }
    return readable;
  }

  private boolean isDone(String parent) {
    return ended.contains(parent) || !listed.containsKey(parent);
  }

  /** From where to read that shard. */
  public Position position(String shard) {
    return positions.computeIfAbsent(shard, start::position);
  }

  /** The records of a read that were not read before; they count as read from now on. */
  public List<StreamRecord> accept(Fetched fetched) {
    List<StreamRecord> fresh = new ArrayList<>(fetched.records().size());
    for (StreamRecord record : fetched.records()) {
      if (position(fetched.shard()).isBefore(record.sequence())) {
        positions.put(fetched.shard(), new Position.After(record.sequence()));
        fresh.add(record);
      }
    }
    if (fetched.ended()) {
      ended.add(fetched.shard());
    }
    return fresh;
  }
}
