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
 * Which shards there are to read, and from where: a pure state machine, told of listings, reads and
 * of what the table says.
 *
 * <p>A shard is read after the ends of its parents are committed, by whomever, so records of one
 * key keep their order across a split or merge: in the order of commits, too. A parent that the
 * stream no longer lists has expired.
 */
public final class Shards {
  private TableState table;
  private final Map<String, ShardInfo> listed = new TreeMap<>();
  private final Map<String, Position> positions = new HashMap<>();
  private final Set<String> readToEnd = new HashSet<>();

  private boolean listingIsOld;

  /** Nothing read since that state of the table. */
  public Shards(TableState table) {
    this.table = table;
  }

  /** The stream has these shards now. */
  public void list(Collection<ShardInfo> shards) {
    listed.clear();
    listingIsOld = false;
    shards.forEach(shard -> listed.put(shard.id(), shard));
  }

  /** The table is like this now; what was read of the shards that others moved counts no more. */
  void rebase(TableState newest, Set<String> moved) {
    if (!newest.start().equals(table.start())) {
      // Marks were removed: a shard without one may be one that the stream has no more.
      listed.keySet().retainAll(newest.marks().keySet());
      positions.keySet().retainAll(newest.marks().keySet());
      listingIsOld = true;
    }
    table = newest;
    positions.keySet().removeAll(moved);
    readToEnd.removeAll(moved);
  }

  /** That shard is left to others: if it comes back, it is read from the table's mark. */
  void leave(String shard) {
    positions.remove(shard);
    readToEnd.remove(shard);
  }

  /** Whether the shards have to be listed again before more can be said of them. */
  public boolean isListingOld() {
    return listingIsOld;
  }

  /** Whether the last listing had that shard. */
  public boolean isListed(String shard) {
    return listed.containsKey(shard);
  }

  /** What the last listing said of that shard; null: it had none such. */
  public ShardInfo info(String shard) {
    return listed.get(shard);
  }

  /** The shards whose turn it is and whose end the table does not hold, sorted. */
  public List<String> unfinished() {
    List<String> unfinished = new ArrayList<>();
    for (ShardInfo shard : listed.values()) {
      if (!table.mark(shard.id()).ended() && shard.parents().stream().allMatch(this::isDone)) {
        unfinished.add(shard.id());
      }
    }
    return unfinished;
  }

  /** How many shards have to wait for their parents. */
  public int waiting() {
    return (int)
        listed.values().stream()
            .filter(shard -> !table.mark(shard.id()).ended())
            .filter(shard -> !shard.parents().stream().allMatch(this::isDone))
            .count();
  }

  private boolean isDone(String parent) {
    return table.mark(parent).ended() || !listed.containsKey(parent);
  }

  /** Whether all records of that shard are read; they may not be committed yet. */
  public boolean isReadToEnd(String shard) {
    return readToEnd.contains(shard);
  }

  /** From where to read that shard. */
  public Position position(String shard) {
    return positions.computeIfAbsent(shard, table::position);
  }

  /** The records of a read that were not read before; they count as read from now on. */
  public List<StreamRecord> accept(Fetched fetched) {
    String shard = fetched.shard();
    if (!isListed(shard) || !fetched.from().coversReadFrom(position(shard))) {
      return List.of();
    }
    List<StreamRecord> fresh = new ArrayList<>(fetched.records().size());
    // Records that came packed in one have one number.
    Position before = position(shard);
    for (StreamRecord record : fetched.records()) {
      if (before.isBefore(record.sequence())) {
        positions.put(shard, new Position.After(record.sequence()));
        fresh.add(record);
      }
    }
    if (fetched.ended()) {
      readToEnd.add(shard);
    }
    return fresh;
  }
}
