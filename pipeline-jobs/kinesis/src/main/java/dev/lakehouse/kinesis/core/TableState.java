package dev.lakehouse.kinesis.core;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * A table at one version.
 *
 * @param marks by shard
 * @param start where reading began, and what shards that are gone left behind
 * @param writtenAt when this version was written
 * @param schema what became of the table's columns
 * @param replayed rows that replays of dead letters added; negative where they took rows away
 */
public record TableState(
    long version,
    Map<String, Mark> marks,
    StreamStart start,
    Instant writtenAt,
    SchemaHistory schema,
    long replayed) {
  public TableState {
    marks = Map.copyOf(marks);
  }

  /** Of a table whose columns never changed. */
  public TableState(long version, Map<String, Mark> marks, StreamStart start, Instant writtenAt) {
    this(version, marks, start, writtenAt, SchemaHistory.UNCHANGED, 0);
  }

  /**
   * This state after its holder's own commit. What others committed meanwhile is not in it, on
   * purpose: the holder has not read on from their marks, so they must stay a conflict.
   */
  TableState moved(TableState committed, Map<String, Mark> moved) {
    Map<String, Mark> all = new HashMap<>(marks);
    all.putAll(moved);
    return new TableState(
        committed.version(),
        all,
        start,
        committed.writtenAt(),
        committed.schema,
        committed.replayed);
  }

  /** The shard's mark; {@link Mark#NONE} where there is none. */
  public Mark mark(String shard) {
    return marks.getOrDefault(shard, Mark.NONE);
  }

  /**
   * Whether both say the same of that shard. Where neither has a mark it may have come and gone in
   * between, which the stream's start tells.
   */
  public boolean agreesOn(String shard, TableState other) {
    return mark(shard).equals(other.mark(shard))
        && (marks.containsKey(shard) || start.equals(other.start));
  }

  /** Rows that came from the stream. */
  public long rows() {
    return replayed + start.goneRows() + marks.values().stream().mapToLong(Mark::rows).sum();
  }

  /** Payload bytes that came from the stream. */
  public long bytes() {
    return start.goneBytes() + marks.values().stream().mapToLong(Mark::bytes).sum();
  }

  /** Rows that keep something that fits no column. */
  public long rescued() {
    return start.goneRescued() + marks.values().stream().mapToLong(Mark::rescued).sum();
  }

  /** Where reading that shard goes on. */
  public Position position(String shard) {
    Mark mark = mark(shard);
    if (mark.sequence() != null) {
      return new Position.After(mark.sequence());
    }
    return start.since() == null ? new Position.TrimHorizon() : new Position.At(start.since());
  }
}
