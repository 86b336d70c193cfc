package dev.lakehouse.spark.silver;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.FileLayout;
import dev.lakehouse.spark.delta.KeyReplacement;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableCommit;
import dev.lakehouse.spark.delta.TableState;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.storage.StorageLevel;

/**
 * Versions of the keys that changed. Changes come in the order in which they happened, so of what
 * is there only the current version of a key matters: it ends, or stays where the row is what it
 * was.
 */
final class FollowedHistory implements AutoCloseable {
  private final SilverAttempt attempt;
  private final LakeTable table;
  private final TableState target;
  private final KeyHistory history;
  private final boolean goesOn;

  /** Current versions of keys that changed; none where the table is made anew. */
  private final Optional<Dataset<Row>> there;

  private final Dataset<Row> rows;

  private FollowedHistory(
      SilverAttempt attempt,
      boolean goesOn,
      Optional<Dataset<Row>> there,
      Dataset<Row> moments,
      Dataset<Row> kept) {
    this.attempt = attempt;
    this.table = attempt.context().table(attempt.step().output());
    this.target = attempt.target();
    this.history = new KeyHistory(attempt.step(), ChangeFeed.AT);
    this.goesOn = goesOn;
    this.there = there;
    this.rows = history.rows(history.distinct(history.events(events(moments, kept))));
    this.rows.persist(StorageLevel.MEMORY_AND_DISK());
  }

  /**
   * Of an attempt.
   *
   * @param goesOn whether versions that are there stay
   * @param whole whether {@code moments} are of all keys that there are, so that others are deleted
   * @param moments keys and times of what changed
   * @param kept rows with their times that are let in
   * @param at when what is missing was deleted
   */
  static FollowedHistory of(
      SilverAttempt attempt,
      boolean goesOn,
      boolean whole,
      Dataset<Row> moments,
      Dataset<Row> kept,
      Instant at) {
    List<String> keys = attempt.step().keys();
    Dataset<Row> changed =
        moments.unionByName(kept.select(moment(keys).toArray(Column[]::new))).distinct();
    if (!goesOn) {
      return new FollowedHistory(attempt, false, Optional.empty(), changed, kept);
    }
    Dataset<Row> current =
        attempt
            .context()
            .table(attempt.step().output())
            .read(attempt.target().version())
            .filter(col(KeyHistory.IS_CURRENT));
    if (whole) {
      Dataset<Row> missing = HistoryWrite.ofKeys(current, changed, keys, "left_anti");
      Column time = lit(Timestamp.from(at)).as(ChangeFeed.AT);
      changed =
          changed.unionByName(
              missing.select(
                  Stream.concat(keys.stream().map(SilverColumns::quoted), Stream.of(time))
                      .toArray(Column[]::new)));
    }
    Dataset<Row> there = HistoryWrite.ofKeys(current, changed, keys, "left_semi");
    return new FollowedHistory(attempt, true, Optional.of(there), changed, kept);
  }

  private static Stream<Column> moment(List<String> keys) {
    return Stream.concat(keys.stream().map(SilverColumns::quoted), Stream.of(col(ChangeFeed.AT)));
  }

  /** A key without a row at a time at which it changed is deleted then. */
  private Dataset<Row> events(Dataset<Row> moments, Dataset<Row> kept) {
    List<String> moment =
        Stream.concat(attempt.step().keys().stream(), Stream.of(ChangeFeed.AT)).toList();
    Dataset<Row> deletions =
        HistoryWrite.ofKeys(moments, kept, moment, "left_anti")
            .withColumn(KeyHistory.DELETED, lit(true));
    Dataset<Row> events =
        kept.withColumn(KeyHistory.DELETED, lit(false)).unionByName(deletions, true);
    if (there.isEmpty()) {
      return events;
    }
    Dataset<Row> before =
        there
            .get()
            .withColumn(ChangeFeed.AT, col(KeyHistory.VALID_FROM))
            .drop(KeyHistory.VALID_FROM, KeyHistory.VALID_TO, KeyHistory.IS_CURRENT)
            .withColumn(KeyHistory.DELETED, lit(false));
    // What is said anew of a moment replaces what was said of it.
    return events.unionByName(HistoryWrite.ofKeys(before, moments, moment, "left_anti"), true);
  }

  /** The table as it will be. */
  Dataset<Row> result() {
    return there
        .map(
            versions ->
                HistoryWrite.ofKeys(
                        table.read(target.version()), versions, history.identity(), "left_anti")
                    .unionByName(rows, true))
        .orElse(rows);
  }

  TableCommit commit(CommitNote note) {
    var writer = attempt.context().writer(table);
    if (!goesOn || !columnsFit()) {
      return writer.overwrite(target, result(), note, FileLayout.of(attempt.step()));
    }
    Dataset<Row> gone = HistoryWrite.gone(there.orElseThrow(), rows, history.identity());
    return new KeyReplacement(writer, history.identity()).commit(target, rows, gone, note);
  }

  private boolean columnsFit() {
    return Arrays.stream(rows.schema().fields()).allMatch(this::fits);
  }

  private boolean fits(StructField field) {
    return Arrays.stream(target.schema().fields())
        .anyMatch(
            known ->
                known.name().equalsIgnoreCase(field.name())
                    && known.dataType().sameType(field.dataType()));
  }

  @Override
  public void close() {
    rows.unpersist();
  }
}
