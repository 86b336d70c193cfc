package dev.lakehouse.spark.bronze;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.EarlierAttempt;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.StepFailure;
import dev.lakehouse.spark.StepResult;
import dev.lakehouse.spark.StepRunner;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.Fence;
import dev.lakehouse.spark.delta.FileLayout;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableState;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows of a database table into a bronze table: those past the last cursor value, and those at it,
 * within the overlap before it or without one that were not there yet. Where no cursor is named,
 * the whole table each time, or with keys what changed in it.
 */
public final class JdbcStep implements StepRunner<Step.Jdbc> {
  private static final String INGESTED_AT = "_ingested_at";

  @Override
  public StepResult run(StepContext context, Step.Jdbc step) {
    LakeTable table = context.table(step.output());
    TableState target = table.state();
    return EarlierAttempt.result(context.run().sequence(), target)
        .orElseGet(() -> attempt(context, step, table, target));
  }

  private static StepResult attempt(
      StepContext context, Step.Jdbc step, LakeTable table, TableState target) {
    long sequence = Fence.admit(step.output(), context.run().sequence(), target.sequence());
    CommitNote note = CommitNote.of(sequence, step.id(), context.hash(step), Map.of(), Map.of());
    try (ConsistentState state = DatabaseTable.state(context, step)) {
      return attempt(context, step, table, target, DatabaseTable.read(context, step, state), note);
    }
  }

  private static StepResult attempt(
      StepContext context,
      Step.Jdbc step,
      LakeTable table,
      TableState target,
      Dataset<Row> source,
      CommitNote note) {
    if (context.run().backfill().isPresent()) {
      return backfill(context, step, table, target, source, note);
    }
    boolean replace = context.refreshes(step.output());
    if (step.cursor() == null) {
      return all(context, step, table, target, source, note, replace);
    }
    Optional<String> last = replace ? Optional.empty() : lastCursor(step, table, target);
    String upper = greatest(source, step.cursor());
    boolean known = target.exists() && !replace;
    Dataset<Row> fresh = fresh(step, table, target, source, last, upper, !known);
    boolean nothingPast = upper == null || last.filter(upper::equals).isPresent();
    if (known && (upper == null || nothingPast) && fresh.isEmpty()) {
      return StepResult.nothingNew(
          target.version(),
          null,
          "no row of %s past the last cursor value".formatted(step.table()));
    }
    String reached = upper == null ? last.orElse(null) : upper;
    return commit(context, table, target, fresh, note.withCursor(reached), replace);
  }

  /** All rows, or what changed among them, as a snapshot of its own. */
  private static StepResult all(
      StepContext context,
      Step.Jdbc step,
      LakeTable table,
      TableState target,
      Dataset<Row> source,
      CommitNote note,
      boolean replace) {
    if (step.read().snapshotKeys().isEmpty()) {
      return commit(
          context,
          table,
          target,
          source.withColumn(SnapshotChanges.SNAPSHOT, lit(note.sequence())),
          note,
          replace);
    }
    // Read once: what is checked, compared and written is the same.
    Dataset<Row> now = source.persist(StorageLevel.DISK_ONLY());
    try {
      SnapshotChanges changes = new SnapshotChanges(step, now);
      changes.requireKeys();
      Optional<Dataset<Row>> before =
          replace || !target.hasColumn(SnapshotChanges.OP)
              ? Optional.empty()
              : Optional.of(table.read(target.version()));
      Dataset<Row> rows = changes.since(before, note.sequence());
      if (target.exists() && !replace && rows.isEmpty()) {
        return StepResult.nothingNew(
            target.version(), null, "no row of %s has changed".formatted(step.table()));
      }
      return commit(context, table, target, rows, note, replace);
    } finally {
      now.unpersist();
    }
  }

  /** Adds what a range of the source has and the table has not; the cursor stays where it is. */
  private static StepResult backfill(
      StepContext context,
      Step.Jdbc step,
      LakeTable table,
      TableState target,
      Dataset<Row> source,
      CommitNote note) {
    if (step.cursor() == null) {
      throw StepFailure.of(
          FailureReason.PLAN_INVALID,
          "%s has no cursor, so that a range of it is not defined. Run it without a backfill."
              .formatted(step.output()));
    }
    Optional<String> last =
        target.exists() ? lastCursor(step, table, target) : Optional.<String>empty();
    if (last.isEmpty()) {
      return StepResult.nothingNew(
          target.exists() ? target.version() : null,
          null,
          "nothing was read yet: the first read brings all there is");
    }
    Dataset<Row> missing =
        CursorRange.window(step, source, context.run().backfill().orElseThrow(), last.get())
            .missing(source, table.read(target.version()), target);
    if (missing.isEmpty()) {
      return StepResult.nothingNew(target.version(), null, "the table has all rows of the range");
    }
    return commit(context, table, target, missing, note.withCursor(last.get()), false);
  }

  private static StepResult commit(
      StepContext context,
      LakeTable table,
      TableState target,
      Dataset<Row> rows,
      CommitNote note,
      boolean replace) {
    Dataset<Row> stamped = rows.withColumn(INGESTED_AT, lit(context.now()));
    var writer = context.writer(table);
    return EarlierAttempt.result(
        replace
            ? writer.overwrite(target, stamped, note, FileLayout.NONE)
            : writer.append(target, stamped, note, FileLayout.NONE));
  }

  /** From the newest commit, or, when its log entry is gone, from the rows themselves. */
  private static Optional<String> lastCursor(Step.Jdbc step, LakeTable table, TableState target) {
    Optional<String> noted = target.note().map(CommitNote::cursor);
    if (noted.isPresent() || !target.hasColumn(step.cursor())) {
      return noted;
    }
    return Optional.ofNullable(greatest(table.read(target.version()), step.cursor()));
  }

  private static String greatest(Dataset<Row> rows, String cursor) {
    return rows.agg(max(DatabaseTable.named(cursor)).cast(DataTypes.StringType))
        .first()
        .getString(0);
  }

  private static Dataset<Row> fresh(
      Step.Jdbc step,
      LakeTable table,
      TableState target,
      Dataset<Row> source,
      Optional<String> last,
      String upper,
      boolean anew) {
    Column cursor = DatabaseTable.named(step.cursor());
    DataType type = source.schema().apply(step.cursor()).dataType();
    Column bounded = upper == null ? lit(false) : cursor.leq(lit(upper).cast(type));
    if (anew) {
      return source.filter(bounded.or(cursor.isNull()));
    }
    Column past = last.map(read -> cursor.gt(lit(read).cast(type))).orElse(lit(true));
    return source
        .filter(bounded.and(past))
        .unionByName(
            last.map(read -> CursorRange.overlap(step, source, read))
                .orElseGet(() -> CursorRange.withoutCursor(step))
                .missing(source, table.read(target.version()), target));
  }
}
