package dev.lakehouse.spark.gold.incremental;

import dev.lakehouse.spark.delta.PlacedRow;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What has to be computed again of a gold table: the keys that the changes of its inputs may have
 * affected, and the query's rows of these keys. Exact: the rest of the table is what the query
 * would give.
 */
public final class Refresh implements AutoCloseable {
  private final String whyFull;
  private final Dataset<Row> keys;
  private final Dataset<Row> rows;
  private final long count;
  private final List<Row> made;
  private final List<PlacedRow> current;
  private final List<AutoCloseable> open;

  private Refresh(
      String whyFull,
      Dataset<Row> keys,
      Dataset<Row> rows,
      long count,
      List<Row> made,
      List<PlacedRow> current,
      List<AutoCloseable> open) {
    this.whyFull = whyFull;
    this.keys = keys;
    this.rows = rows;
    this.count = count;
    this.made = made;
    this.current = current;
    this.open = open;
  }

  /** The whole table has to be made; {@code why} ends a sentence. */
  public static Refresh full(String why) {
    return new Refresh(why, null, null, 0, null, null, List.of());
  }

  /** Nothing has to be made. */
  static Refresh nothing() {
    return new Refresh(null, null, null, 0, null, null, List.of());
  }

  /**
   * Few keys with few rows, all of them in this JVM.
   *
   * @param rows the same as {@code made}, as a table
   * @param made the query's rows of these keys
   * @param current the table's rows of these keys
   */
  static Refresh few(
      Dataset<Row> keys, Dataset<Row> rows, List<Row> made, long count, List<PlacedRow> current) {
    return new Refresh(null, keys, rows, count, List.copyOf(made), List.copyOf(current), List.of());
  }

  /** Any number of keys. */
  static Refresh many(Dataset<Row> keys, Dataset<Row> rows, long count, List<AutoCloseable> open) {
    return new Refresh(null, keys, rows, count, null, null, List.copyOf(open));
  }

  /** Why the whole table has to be made; empty when it hasn't. */
  public Optional<String> whyFull() {
    return Optional.ofNullable(whyFull);
  }

  /** How many keys may have changed. */
  public long count() {
    return count;
  }

  /** The keys that may have changed; to be asked for when there is one. */
  public Dataset<Row> keys() {
    return keys;
  }

  /** The query's rows of these keys. */
  public Dataset<Row> rows() {
    return rows;
  }

  /** The query's rows of these keys, where {@link #current()} is there. */
  public List<Row> made() {
    return made;
  }

  /** The table's rows of these keys; empty where they are too many to be held in this JVM. */
  public Optional<List<PlacedRow>> current() {
    return Optional.ofNullable(current);
  }

  static void close(List<AutoCloseable> open) {
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException("rows that were kept in memory could not be let go", e);
      }
    }
  }

  @Override
  public void close() {
    close(open);
  }
}
