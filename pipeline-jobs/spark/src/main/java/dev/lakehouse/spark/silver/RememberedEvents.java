package dev.lakehouse.spark.silver;

import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.Fence;
import dev.lakehouse.spark.delta.FileLayout;
import dev.lakehouse.spark.delta.KeyReplacement;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableState;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The table beside a silver table that keeps the events of its keys which the table itself does not
 * tell: deletions, values that nulls keep, and all there were of a table with history. It is a set:
 * events that are put in twice are there once, so a driver that died after this commit and before
 * the main one leaves nothing wrong behind.
 */
final class RememberedEvents {
  private static final String SUFFIX = "lh_changes";

  private final LakeTable table;
  private final TableState state;

  private RememberedEvents(LakeTable table) {
    this.table = table;
    this.state = table.state();
  }

  /** What is remembered beside {@code main}, whether it exists yet or not. */
  static RememberedEvents of(StepContext context, TableName main) {
    return new RememberedEvents(context.table(main.sibling(SUFFIX)));
  }

  /** The greatest sequence number committed to it. */
  long sequence() {
    return state.sequence();
  }

  boolean exists() {
    return state.exists();
  }

  Dataset<Row> read() {
    return table.read(state.version());
  }

  /** The input's version at which an earlier attempt of this run has committed to it. */
  Optional<Long> pinnedBy(Long sequence, TableName input, String inputId) {
    return Fence.passed(sequence, state.sequence())
        ? SilverInput.watermark(state, input, inputId)
        : Optional.empty();
  }

  /**
   * Keeps those events, unless an earlier attempt of the run has.
   *
   * @param gone identities of events that are needed no more
   * @param replace whether they are all there are
   */
  void keep(
      StepContext context,
      Dataset<Row> events,
      Dataset<Row> gone,
      List<String> identity,
      CommitNote note,
      boolean replace) {
    if (state.sequence() == note.sequence()) {
      return;
    }
    Fence.admit(table.name(), note.sequence(), state.sequence());
    if (replace || !state.exists()) {
      context.writer(table).overwrite(state, events, note, FileLayout.NONE);
    } else {
      new KeyReplacement(context.writer(table), identity).commit(state, events, gone, note);
    }
  }
}
