package dev.lakehouse.spark.quality;

import static org.apache.spark.sql.functions.lit;

import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.Fence;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableState;
import java.util.List;
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
      context.writer(table).overwrite(state, rows, note, List.of());
    } else {
      context.writer(table).append(state, rows, note, List.of());
    }
  }

  /**
   * Keeps the rows, and of those kept before only what {@code others} leaves, unless an earlier
   * attempt of the run has.
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
    Dataset<Row> all =
        others
            .apply(table.read(state.version()))
            .unionByName(stamped(context, refused, note), true);
    context.writer(table).overwrite(state, all, note, List.of());
  }

  private static Dataset<Row> stamped(StepContext context, Dataset<Row> refused, CommitNote note) {
    return refused
        .withColumn("_run", lit(note.sequence()))
        .withColumn("_quarantined_at", lit(context.now()));
  }
}
