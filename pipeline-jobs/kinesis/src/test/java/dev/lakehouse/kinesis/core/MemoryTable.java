package dev.lakehouse.kinesis.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A table in memory, shared by any number of consumers, that can fail before or after a commit. */
final class MemoryTable {
  /** What happens to the next commit. */
  enum Fate {
    WORKS,
    FAILS_BEFORE,
    /** Takes effect, but the writer does not hear of it. */
    FAILS_AFTER
  }

  final List<Object[]> rows = new ArrayList<>();
  private final Map<String, Mark> marks = new HashMap<>();
  private long version;
  private Fate next = Fate.WORKS;

  void next(Fate fate) {
    next = fate;
  }

  PositionedTable open() {
    return new PositionedTable() {
      @Override
      public TableState load() {
        return state();
      }

      @Override
      public long append(TableState base, List<Object[]> added, Map<String, Mark> moved) {
        Fate fate = next;
        next = Fate.WORKS;
        if (fate == Fate.FAILS_BEFORE) {
          throw new IllegalStateException("not committed");
        }
        moved.forEach(
            (shard, mark) -> {
              if (!Objects.equals(marks.get(shard), base.marks().get(shard))) {
                throw new StaleStateException(shard, null);
              }
            });
        rows.addAll(added);
        marks.putAll(moved);
        version++;
        if (fate == Fate.FAILS_AFTER) {
          throw new IllegalStateException("committed, but nobody heard");
        }
        return version;
      }
    };
  }

  TableState state() {
    return new TableState(version, marks, null, null);
  }
}
