package dev.lakehouse.kinesis.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A table in memory, shared by any number of consumers, that can fail before or after a commit. */
public final class MemoryTable {
  /** What happens to the next commit. */
  enum Fate {
    WORKS,
    FAILS_BEFORE,
    /** Takes effect, but the writer does not hear of it. */
    FAILS_AFTER,
    /** The writer hears of a failure, and the commit arrives much later. */
    ARRIVES_LATE
  }

  /** A commit as its writer sent it. */
  private record Sent(TableState base, List<Object[]> rows, Map<String, Mark> marks) {}

  public final List<Object[]> rows = new ArrayList<>();

  /** Commits that the fence refused. */
  int refused;

  /** How large data files are. */
  int fileBytesPerRow;

  private long fileBytes;
  private final boolean fenced;
  private final Map<String, Mark> marks = new HashMap<>();
  private final Deque<Sent> onTheWay = new ArrayDeque<>();
  private StreamStart start = StreamStart.EVERYTHING;
  private long version;
  private Fate next = Fate.WORKS;

  public MemoryTable() {
    this(true);
  }

  /** Without a fence it takes every commit, as a table would whose writers trust their leases. */
  MemoryTable(boolean fenced) {
    this.fenced = fenced;
  }

  void next(Fate fate) {
    next = fate;
  }

  /** The oldest commit that was late arrives. */
  void arrive() {
    Sent late = onTheWay.poll();
    if (late != null) {
      try {
        apply(late);
      } catch (StaleStateException e) {
        // Nobody waits for the answer any more.
        refused++;
      }
    }
  }

  private void apply(Sent sent) {
    for (String shard : sent.marks.keySet()) {
      if (fenced && !sent.base.agreesOn(shard, state())) {
        throw new StaleStateException(shard, null);
      }
    }
    rows.addAll(sent.rows);
    fileBytes += (long) sent.rows.size() * fileBytesPerRow;
    marks.putAll(sent.marks);
    version++;
  }

  public PositionedTable open() {
    return new PositionedTable() {
      @Override
      public TableState load() {
        return state();
      }

      @Override
      public TableState append(TableState base, List<Object[]> added, Map<String, Mark> moved) {
        Fate fate = next;
        next = Fate.WORKS;
        Sent sent = new Sent(base, List.copyOf(added), Map.copyOf(moved));
        if (fate == Fate.ARRIVES_LATE) {
          onTheWay.add(sent);
        }
        if (fate == Fate.FAILS_BEFORE || fate == Fate.ARRIVES_LATE) {
          throw new IllegalStateException("not committed");
        }
        try {
          apply(sent);
        } catch (StaleStateException e) {
          refused++;
          throw e;
        }
        if (fate == Fate.FAILS_AFTER) {
          throw new IllegalStateException("committed, but nobody heard");
        }
        return state();
      }

      @Override
      public long fileBytes() {
        return fileBytes;
      }

      @Override
      public void forget(Set<String> shards) {
        for (String shard : shards) {
          if (marks.containsKey(shard)) {
            start = start.without(marks.remove(shard));
          }
        }
        version++;
      }
    };
  }

  TableState state() {
    return new TableState(version, marks, start, null);
  }
}
