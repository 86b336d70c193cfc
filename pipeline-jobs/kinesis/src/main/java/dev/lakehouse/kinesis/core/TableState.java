package dev.lakehouse.kinesis.core;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * A table at one version.
 *
 * @param marks by shard
 * @param since records that arrived earlier are not wanted; null: all the stream has
 * @param writtenAt when this version was written
 */
public record TableState(long version, Map<String, Mark> marks, Instant since, Instant writtenAt) {
  public TableState {
    marks = Map.copyOf(marks);
  }

  /**
   * This state after its holder's own commit. What others committed meanwhile is not in it, on
   * purpose: the holder has not read on from their marks, so they must stay a conflict.
   */
  TableState moved(long newVersion, Map<String, Mark> moved) {
    Map<String, Mark> all = new HashMap<>(marks);
    all.putAll(moved);
    return new TableState(newVersion, all, since, writtenAt);
  }

  /** Rows that came from the stream. */
  public long rows() {
    return marks.values().stream().mapToLong(Mark::rows).sum();
  }

  /** Where reading that shard goes on. */
  public Position position(String shard) {
    Mark mark = marks.get(shard);
    if (mark != null) {
      return new Position.After(mark.sequence());
    }
    return since == null ? new Position.TrimHorizon() : new Position.At(since);
  }
}
