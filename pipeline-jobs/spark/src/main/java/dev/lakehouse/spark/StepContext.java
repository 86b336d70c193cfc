package dev.lakehouse.spark;

import dev.lakehouse.plan.PlanCodec;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.Pins;
import dev.lakehouse.spark.delta.Rewrites;
import dev.lakehouse.spark.delta.TableState;
import dev.lakehouse.spark.delta.TableWriter;
import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * What one step works with.
 *
 * @param session the step's own session: its settings are seen by no other step
 * @param pins the versions of tables that this run reads
 */
public record StepContext(SparkSession session, RunContext run, Pins pins) {

  /** A table of this lake, or of the environment where that has one of its own. */
  public LakeTable table(TableName name) {
    return LakeTable.of(session, run.root(name), name);
  }

  /** What commits to a table of this lake. */
  public TableWriter writer(LakeTable table) {
    return new TableWriter(session, table, run.crashPoints());
  }

  /** Names what a step does: two steps of one hash do the same. */
  public String hash(Step step) {
    return PlanCodec.hash(
        new RunPlan(
            RunPlan.FORMAT_VERSION,
            run.plan().owner(),
            run.plan().lake(),
            List.of(),
            List.of(step)));
  }

  /**
   * Whether the newest commit did the same with inputs of the same rows: they may have been
   * rewritten since.
   */
  public boolean coversRows(TableState target, String stepHash, Map<String, Long> inputs) {
    return target
        .note()
        .filter(note -> note.stepHash().equals(stepHash))
        .filter(note -> note.inputs().keySet().equals(inputs.keySet()))
        .filter(
            note ->
                inputs.entrySet().stream()
                    .allMatch(input -> holdsSameRows(input, note.inputs().get(input.getKey()))))
        .isPresent();
  }

  private boolean holdsSameRows(Map.Entry<String, Long> input, long noted) {
    long pinned = input.getValue();
    return noted == pinned
        || Rewrites.past(table(TableName.of(input.getKey())), noted, pinned) == pinned;
  }

  /**
   * Commits that the table covers those versions of its inputs, whose rows it has already; what its
   * expectations gave stays said.
   */
  public StepResult onlyRewritten(LakeTable table, TableState target, CommitNote note) {
    CommitNote same =
        note.withExpectations(target.note().map(CommitNote::expectations).orElse(null));
    return EarlierAttempt.result(writer(table).mark(target, same))
        .withMessage("files of its inputs were rewritten, no row changed");
  }

  /** Now, for lineage columns. */
  public Timestamp now() {
    return Timestamp.from(run.clock().instant());
  }

  /** Whether the user asked to rebuild that table. */
  public boolean refreshes(TableName table) {
    return run.fullRefresh().contains(table);
  }

  /** Whether that table's quarantined rows are asked once more. */
  public boolean releases(TableName table) {
    return run.release().tables().contains(table);
  }
}
