package dev.lakehouse.spark.silver;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.StepFailure;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.FileLayout;
import dev.lakehouse.spark.delta.KeyReplacement;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableCommit;
import dev.lakehouse.spark.delta.TableState;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** Full snapshots into a table by {@link SnapshotHistory}. */
final class SnapshotWrite implements AutoCloseable {
  /** The run that made the table of a snapshot: one that died before its commit did not. */
  private static final String RUN = "_run";

  private final StepContext context;
  private final Step.Silver step;
  private final LakeTable table;
  private final TableState target;
  private final RememberedEvents remembered;
  private final KeyHistory history;
  private final boolean anew;
  private final Dataset<Row> present;
  private final Dataset<Row> result;

  /**
   * @param rows the rows of new snapshots that are let in
   * @param all the same with those that are not
   * @param anew whether the table is made of these snapshots alone
   */
  SnapshotWrite(
      StepContext context,
      Step.Silver step,
      TableState target,
      RememberedEvents remembered,
      Dataset<Row> rows,
      Dataset<Row> all,
      boolean anew) {
    this.context = context;
    this.step = step;
    this.table = context.table(step.output());
    this.target = target;
    this.remembered = remembered;
    this.history = new KeyHistory(step);
    this.anew = anew || !target.exists();
    SnapshotHistory snapshots = new SnapshotHistory(step);
    this.present =
        all.select(snapshots.keysAndTime()).distinct().persist(StorageLevel.MEMORY_AND_DISK());
    requireTimes();
    Optional<Dataset<Row>> current =
        this.anew ? Optional.empty() : Optional.of(table.read(target.version()));
    Column counts = counts(current.orElse(present));
    Dataset<Row> events =
        snapshots.events(current, known(), rows.filter(counts), present.filter(counts));
    this.result = history.rows(history.distinct(history.events(events)));
    this.result.persist(StorageLevel.MEMORY_AND_DISK());
  }

  private void requireTimes() {
    if (!present.filter(time().isNull()).isEmpty()) {
      close();
      throw StepFailure.of(
          FailureReason.DATA_INVALID,
          "%s is made of snapshots, and there are rows whose %s is null, so that it can't be told which snapshot they belong to. Correct the data, or leave them out by where."
              .formatted(step.output(), step.sequenceBy()));
    }
  }

  /** Where only the newest rows are kept, an older snapshot changes nothing. */
  private Column counts(Dataset<Row> newestOf) {
    Object newest = versioned() ? null : newestOf.agg(max(time())).first().get(0);
    return newest == null ? lit(true) : time().geq(lit(newest));
  }

  private Dataset<Row> known() {
    if (anew || !remembered.exists()) {
      return present.select(time()).limit(0);
    }
    return remembered.read().filter(col(RUN).leq(target.sequence())).select(time());
  }

  /** The table as it will be. */
  Dataset<Row> result() {
    return result;
  }

  /** When there were snapshots is remembered first, then the table is committed. */
  TableCommit commit(CommitNote rememberedNote, CommitNote note, FileLayout layout) {
    if (versioned()) {
      Dataset<Row> times =
          known()
              .unionByName(present.select(time()))
              .distinct()
              .withColumn(RUN, lit(rememberedNote.sequence()));
      remembered.keep(context, times, null, List.of(), rememberedNote, true);
    }
    if (anew || !versioned() || HistoryWrite.addsColumns(target, result)) {
      return context.writer(table).overwrite(target, result, note, layout);
    }
    List<String> identity = history.identity();
    Dataset<Row> gone = HistoryWrite.gone(table.read(target.version()), result, identity);
    return new KeyReplacement(context.writer(table), identity).commit(target, result, gone, note);
  }

  private boolean versioned() {
    return step.history() == Step.History.TYPE2;
  }

  private Column time() {
    return SilverColumns.quoted(step.sequenceBy());
  }

  @Override
  public void close() {
    present.unpersist();
    if (result != null) {
      result.unpersist();
    }
  }
}
