package dev.lakehouse.kinesis.core;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** A table whose commits hold rows together with the marks of the shards they came from. */
public interface PositionedTable {
  /** The newest version; creates the table where there is none. */
  TableState load();

  /**
   * Appends rows and moves marks, both or neither.
   *
   * @param base the state that the marks were moved from
   * @param marks the shards whose marks move, with their new marks
   * @return the table as it was written, commits of others included
   * @throws StaleStateException when one of these marks is no longer what {@code base} says
   */
  TableState append(TableState base, List<Object[]> rows, Map<String, Mark> marks);

  /** Bytes of all data files this object has written. */
  long fileBytes();

  /**
   * Removes marks that are of no more use; what they count is kept in the stream's start.
   *
   * @param shards shards that the stream has no more
   */
  void forget(Set<String> shards);
}
