package dev.lakehouse.spark.delta;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepFailure;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The versions of tables that a run reads: what a step of the run committed, else what was newest
 * when the run first looked. All steps of a run see one state of a table.
 */
public final class Pins {
  private final Map<TableName, Long> versions = new ConcurrentHashMap<>();

  /** From now on the run reads the table at that version: one of its steps made it. */
  public void written(TableName table, long version) {
    versions.put(table, version);
  }

  /**
   * The version at which the run reads the table.
   *
   * @throws StepFailure when there is no such table
   */
  public long pin(LakeTable table) {
    return versions.computeIfAbsent(table.name(), name -> newest(table));
  }

  private static long newest(LakeTable table) {
    // Not its state: commits of a stream's consumer carry no note, and the log would be read for
    // one.
    long version = table.newestVersion();
    if (version < 0) {
      throw StepFailure.of(
          FailureReason.SOURCE_NOT_FOUND,
          "The table %s does not exist: nothing has been written to %s yet. Run what fills it first (its DataSource, or the pipeline that owns it)."
              .formatted(table.name(), table.path()));
    }
    return version;
  }
}
