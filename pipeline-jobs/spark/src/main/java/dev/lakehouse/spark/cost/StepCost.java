package dev.lakehouse.spark.cost;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.executor.TaskMetrics;

/**
 * What a step has cost so far: the sums over its tasks, failed and repeated ones included, since
 * they were paid for, too.
 *
 * @param executorMillis time that tasks ran on executors; a task on one core for a second is 1,000
 * @param rowsRead rows that tasks read from files and databases, Delta's log among them; not those
 *     between stages
 * @param bytesRead bytes of files that tasks read
 * @param rowsWritten rows that tasks wrote to files
 * @param bytesWritten bytes of files that tasks wrote
 * @param spillBytes bytes that did not fit into memory and went to an executor's disk
 */
public record StepCost(
    long executorMillis,
    long rowsRead,
    long bytesRead,
    long rowsWritten,
    long bytesWritten,
    long spillBytes) {
  /** Names of the measures in {@code status.steps[].metrics}. */
  public static final String EXECUTOR_SECONDS = "executorSeconds";

  public static final String ROWS_READ = "rowsRead";
  public static final String BYTES_READ = "bytesRead";
  public static final String ROWS_WRITTEN = "rowsWritten";
  public static final String BYTES_WRITTEN = "bytesWritten";
  public static final String SPILL_BYTES = "spillBytes";

  /** Nothing yet. */
  public static final StepCost NONE = new StepCost(0, 0, 0, 0, 0, 0);

  static StepCost of(TaskMetrics task) {
    return new StepCost(
        task.executorRunTime(),
        task.inputMetrics().recordsRead(),
        task.inputMetrics().bytesRead(),
        task.outputMetrics().recordsWritten(),
        task.outputMetrics().bytesWritten(),
        task.diskBytesSpilled());
  }

  StepCost plus(StepCost other) {
    return new StepCost(
        executorMillis + other.executorMillis,
        rowsRead + other.rowsRead,
        bytesRead + other.bytesRead,
        rowsWritten + other.rowsWritten,
        bytesWritten + other.bytesWritten,
        spillBytes + other.spillBytes);
  }

  /** The measures together with {@code others}, which stand first; null is none. */
  public Map<String, Double> with(Map<String, Double> others) {
    Map<String, Double> all = new LinkedHashMap<>();
    if (others != null) {
      all.putAll(others);
    }
    all.put(EXECUTOR_SECONDS, executorMillis / 1000.0);
    all.put(ROWS_READ, (double) rowsRead);
    all.put(BYTES_READ, (double) bytesRead);
    all.put(ROWS_WRITTEN, (double) rowsWritten);
    all.put(BYTES_WRITTEN, (double) bytesWritten);
    all.put(SPILL_BYTES, (double) spillBytes);
    return all;
  }
}
