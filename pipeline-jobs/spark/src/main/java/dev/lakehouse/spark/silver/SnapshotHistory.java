package dev.lakehouse.spark.silver;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;

import dev.lakehouse.plan.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Events of full snapshots: rows of one value of {@code sequenceBy} are all there was at that time,
 * so a key that a snapshot lacks is deleted as of it.
 *
 * <p>A table with versions tells the state of a key at every snapshot that it was made from, if
 * only it is known when these were. So a snapshot that comes late can be slotted in: what was there
 * at the next one is said again, because it may differ from the late one.
 */
final class SnapshotHistory {
  private final List<String> keys;
  private final String time;
  private final boolean versioned;

  SnapshotHistory(Step.Silver step) {
    this.keys = step.keys();
    this.time = step.sequenceBy();
    this.versioned = step.history() == Step.History.TYPE2;
  }

  /**
   * All events that the table is to be made of, with {@link KeyHistory#DELETED}.
   *
   * @param current the table; empty: there is none
   * @param known when there were snapshots, a column {@code sequenceBy}
   * @param rows the new snapshots' rows that are let in
   * @param present keys and times of all rows of the new snapshots: one that is turned away is
   *     there, its key stays as it was
   */
  Dataset<Row> events(
      Optional<Dataset<Row>> current, Dataset<Row> known, Dataset<Row> rows, Dataset<Row> present) {
    Dataset<Row> fresh = rows.withColumn(KeyHistory.DELETED, lit(false));
    Dataset<Row> times = present.select(quoted(time)).distinct();
    if (current.isEmpty()) {
      return fresh.unionByName(gone(present.select(quotedKeys()), times, present), true);
    }
    Dataset<Row> before = withoutSpans(current.get());
    Dataset<Row> said = before.withColumn(KeyHistory.DELETED, lit(false));
    Dataset<Row> again = said.limit(0);
    Dataset<Row> ended = present.limit(0).select(keysAndTime());
    if (versioned) {
      Dataset<Row> next = next(times, known);
      // What is new of a key at a moment is better known than what the table tells of it.
      Dataset<Row> moments = next.unionByName(times.intersect(known)).distinct();
      again = without(at(current.get(), moments), rows.select(keysAndTime()));
      times = times.unionByName(next).distinct();
      ended = ended(current.get());
    }
    Dataset<Row> there =
        Stream.of(present, said, again)
            .map(each -> each.select(keysAndTime()))
            .reduce(Dataset::unionByName)
            .orElseThrow();
    Dataset<Row> all = said.select(quotedKeys()).unionByName(present.select(quotedKeys()));
    Dataset<Row> deletions =
        gone(all, times, there)
            .unionByName(without(ended, there).withColumn(KeyHistory.DELETED, lit(true)));
    return Stream.of(fresh, again, deletions).reduce(said, (a, b) -> a.unionByName(b, true));
  }

  /** Each key's deletion at each time at which it is not there. */
  private Dataset<Row> gone(Dataset<Row> keys, Dataset<Row> times, Dataset<Row> there) {
    return without(keys.distinct().crossJoin(times), there)
        .withColumn(KeyHistory.DELETED, lit(true));
  }

  private Dataset<Row> without(Dataset<Row> moments, Dataset<Row> there) {
    List<Column> renamed = new ArrayList<>();
    Column same = lit(true);
    for (Column column : keysAndTime()) {
      Column other = col("_lh_there_" + renamed.size());
      same = same.and(column.eqNullSafe(other));
      renamed.add(column.as("_lh_there_" + renamed.size()));
    }
    return moments.join(there.select(renamed.toArray(Column[]::new)), same, "left_anti");
  }

  /** The first known snapshot after each of these. */
  private Dataset<Row> next(Dataset<Row> times, Dataset<Row> known) {
    Column late = col("_lh_late");
    return times
        .select(quoted(time).as("_lh_late"))
        .join(known, quoted(time).gt(late))
        .groupBy(late)
        .agg(min(quoted(time)).as(time))
        .select(quoted(time))
        .distinct();
  }

  /** The rows that were valid at these times, as of them. */
  private Dataset<Row> at(Dataset<Row> versions, Dataset<Row> times) {
    Column moment = col("_lh_moment");
    Dataset<Row> moments = times.select(quoted(time).as("_lh_moment"));
    Column covers =
        col(KeyHistory.VALID_FROM)
            .leq(moment)
            .and(coalesce(moment.lt(col(KeyHistory.VALID_TO)), lit(true)));
    return withoutSpans(versions.join(moments, covers).withColumn(time, moment).drop("_lh_moment"))
        .withColumn(KeyHistory.DELETED, lit(false));
  }

  /** When versions ended. */
  private Dataset<Row> ended(Dataset<Row> versions) {
    return versions
        .filter(col(KeyHistory.VALID_TO).isNotNull())
        .withColumn(time, col(KeyHistory.VALID_TO))
        .select(keysAndTime());
  }

  private Dataset<Row> withoutSpans(Dataset<Row> table) {
    return versioned
        ? table.drop(KeyHistory.VALID_FROM, KeyHistory.VALID_TO, KeyHistory.IS_CURRENT)
        : table;
  }

  /** Columns of {@link #events}' argument {@code present}. */
  Column[] keysAndTime() {
    return Stream.concat(Arrays.stream(quotedKeys()), Stream.of(quoted(time)))
        .toArray(Column[]::new);
  }

  private Column[] quotedKeys() {
    return keys.stream().map(SnapshotHistory::quoted).toArray(Column[]::new);
  }

  private static Column quoted(String name) {
    return SilverColumns.quoted(name);
  }
}
