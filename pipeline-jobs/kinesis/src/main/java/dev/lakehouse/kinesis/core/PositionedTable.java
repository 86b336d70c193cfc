package dev.lakehouse.kinesis.core;

import java.util.List;
import java.util.Map;

/** A table whose commits hold rows together with the marks of the shards they came from. */
public interface PositionedTable {
  /** The newest version; creates the table where there is none. */
  TableState load();

  /**
   * Appends rows and moves marks, both or neither.
   *
   * @param base the state that the marks were moved from
   * @param marks the shards whose marks move, with their new marks
   * @return the version that was written
   * @throws StaleStateException when one of these marks is no longer what {@code base} says
   */
  long append(TableState base, List<Object[]> rows, Map<String, Mark> marks);
}
