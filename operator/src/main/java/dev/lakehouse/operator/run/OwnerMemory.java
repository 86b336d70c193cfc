package dev.lakehouse.operator.run;

import dev.lakehouse.api.DataSourceStatus;
import dev.lakehouse.api.MedallionPipelineStatus;
import dev.lakehouse.api.RunSummary;
import dev.lakehouse.api.SegmentModelStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * What an owner's status remembers of its runs. It outlives the LakehouseRuns, which people delete
 * and the history limit removes: a run that vanished stays done.
 *
 * @param lastRun the newest run; null before the first
 * @param lastSuccess the newest run that succeeded; null before the first
 * @param lastSequence greatest sequence number given so far; 0 before the first
 * @param nextRunTime when the schedule is due; null without a schedule
 * @param lastRunNow value of annotation run-now that was last obeyed; null before the first
 * @param nextMaintenanceTime when the schedule of upkeep is due; null without one
 */
public record OwnerMemory(
    RunSummary lastRun,
    RunSummary lastSuccess,
    long lastSequence,
    Instant nextRunTime,
    String lastRunNow,
    Instant nextMaintenanceTime) {
  /** Nothing yet. */
  public static final OwnerMemory NONE = new OwnerMemory(null, null, 0, null, null);

  /** The memory of an owner whose tables are not kept up by a schedule. */
  public OwnerMemory(
      RunSummary lastRun,
      RunSummary lastSuccess,
      long lastSequence,
      Instant nextRunTime,
      String lastRunNow) {
    this(lastRun, lastSuccess, lastSequence, nextRunTime, lastRunNow, null);
  }

  /** What a pipeline's status remembers; {@code status} may be null. */
  public static OwnerMemory of(MedallionPipelineStatus status) {
    return status == null
        ? NONE
        : new OwnerMemory(
            status.lastRun(),
            status.lastSuccess(),
            orZero(status.lastSequence()),
            instant(status.nextRunTime()),
            status.lastRunNow(),
            instant(status.nextMaintenanceTime()));
  }

  /** What a model's status remembers; {@code status} may be null. */
  public static OwnerMemory of(SegmentModelStatus status) {
    return status == null
        ? NONE
        : new OwnerMemory(
            status.lastRun(),
            status.lastSuccess(),
            orZero(status.lastSequence()),
            instant(status.nextRunTime()),
            status.lastRunNow(),
            instant(status.nextMaintenanceTime()));
  }

  /**
   * What a source's status remembers; {@code status} may be null. Its last success is the table's.
   */
  public static OwnerMemory of(DataSourceStatus status) {
    return status == null
        ? NONE
        : new OwnerMemory(
            status.lastRun(),
            null,
            orZero(status.lastSequence()),
            instant(status.nextRunTime()),
            status.lastRunNow(),
            instant(status.nextMaintenanceTime()));
  }

  /** The time as it stands in status; null without a schedule. */
  public String nextRunTimeText() {
    return nextRunTime == null ? null : nextRunTime.toString();
  }

  /** The time of upkeep as it stands in status; null without a schedule. */
  public String nextMaintenanceTimeText() {
    return nextMaintenanceTime == null ? null : nextMaintenanceTime.toString();
  }

  private static long orZero(Long number) {
    return Optional.ofNullable(number).orElse(0L);
  }

  private static Instant instant(String text) {
    return text == null ? null : Instant.parse(text);
  }
}
