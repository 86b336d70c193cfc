package dev.lakehouse.spark.quality;

import static org.apache.spark.sql.functions.lit;

import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.Fence;
import dev.lakehouse.spark.delta.FileLayout;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableState;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The table beside a table that keeps the rows its expectations refused. It has a watermark and a
 * fence of its own: a driver that died after this commit and before the main one finds here what is
 * already kept.
 */
public final class Quarantine {
  /** The run that kept the row out. */
  public static final String RUN = "_run";

  /** When it did. */
  public static final String AT = "_quarantined_at";

  private static final String SUFFIX = "quarantine";

  private final LakeTable table;
  private final TableState state;

  private Quarantine(LakeTable table) {
    this.table = table;
    this.state = table.state();
  }

  /** The quarantine of {@code main}, whether it exists yet or not. */
  public static Quarantine of(StepContext context, TableName main) {
    return new Quarantine(context.table(main.sibling(SUFFIX)));
  }

  /** The greatest sequence number committed to it. */
  public long sequence() {
    return state.sequence();
  }

  /** Its rows as they are now, also when this very run has changed them. */
  public Dataset<Row> now() {
    return table.read(table.state().version());
  }

  /** Whether it exists. */
  public boolean exists() {
    return state.exists();
  }

  /** The version of {@code input} up to which refused rows are kept. */
  public Optional<Long> watermark(TableName input, String inputId) {
    return state
        .note()
        .filter(note -> inputId.equals(note.inputIds().get(input.toString())))
        .map(note -> note.inputs().get(input.toString()));
  }

  /**
   * The input's version at which an earlier attempt of this run has filled the quarantine: the
   * attempt that goes on must read the same.
   */
  public Optional<Long> pinnedBy(Long sequence, TableName input, String inputId) {
    return Fence.passed(sequence, state.sequence()) ? watermark(input, inputId) : Optional.empty();
  }

  /** Keeps the rows, unless an earlier attempt of the run has. */
  public void keep(StepContext context, Dataset<Row> refused, CommitNote note, boolean replace) {
    if (state.sequence() == note.sequence()) {
      return;
    }
    Fence.admit(table.name(), note.sequence(), state.sequence());
    Dataset<Row> rows = stamped(context, refused, note);
    if (replace) {
      context.writer(table).overwrite(state, rows, note, FileLayout.NONE);
    } else {
      context.writer(table).append(state, rows, note, FileLayout.NONE);
    }
  }

  /** Leaves no row, unless an earlier attempt of the run has. */
  public void empty(StepContext context, CommitNote note) {
    replace(context, rows -> rows.limit(0), null, note);
  }

  /**
   * Keeps the rows, and of those kept before what {@code others} makes of them, unless an earlier
   * attempt of the run has.
   *
   * @param refused null: none
   */
  public void replace(
      StepContext context,
      UnaryOperator<Dataset<Row>> others,
      Dataset<Row> refused,
      CommitNote note) {
    if (!state.exists()) {
      keep(context, refused, note, true);
      return;
    }
    if (state.sequence() == note.sequence()) {
      return;
    }
    Fence.admit(table.name(), note.sequence(), state.sequence());
    Dataset<Row> all = others.apply(table.read(state.version()));
    if (refused != null) {
      all = all.unionByName(stamped(context, refused, note), true);
    }
    context.writer(table).overwrite(state, all, note, FileLayout.NONE);
  }

  private static Dataset<Row> stamped(StepContext context, Dataset<Row> refused, CommitNote note) {
    return refused.withColumn(RUN, lit(note.sequence())).withColumn(AT, lit(context.now()));
  }
}
