package dev.lakehouse.kinesis.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How a table's columns came to be what they are.
 *
 * @param version 1 for the columns it was made with, one more with each change
 * @param changes the newest last; at most {@link #CHANGES} of them
 */
public record SchemaHistory(int version, List<Change> changes) {
  /** Changes that are kept. */
  public static final int CHANGES = 10;

  private static final int NAMES = 20;

  /** Of a table whose columns are what it was made with. */
  public static final SchemaHistory UNCHANGED = new SchemaHistory(1, List.of());

  public SchemaHistory {
    changes = List.copyOf(changes);
  }

  /**
   * Columns that were added at once.
   *
   * @param added their names, not all when there are many
   * @param count how many there were
   */
  public record Change(int version, Instant time, List<String> added, int count) {
    public Change {
      added = List.copyOf(added);
    }
  }

  /** With these columns added. */
  public SchemaHistory with(List<String> added, Instant time) {
    List<Change> all = new ArrayList<>(changes);
    List<String> names = added.size() <= NAMES ? added : added.subList(0, NAMES);
    all.add(new Change(version + 1, time, names, added.size()));
    return new SchemaHistory(
        version + 1, all.size() <= CHANGES ? all : all.subList(all.size() - CHANGES, all.size()));
  }
}
