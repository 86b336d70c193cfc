package dev.lakehouse.operator.run;

/**
 * Reasons about runs and their triggers. Why a run failed is told by {@code FailureReason}, why a
 * spec is refused by the compiler's {@code SpecReason}.
 */
public final class RunReasons {
  /** A run is on its way. */
  public static final String RUNNING = "Running";

  /** A run that goes on was asked to end after the micro-batch in flight. */
  public static final String STOPPING = "Stopping";

  /** The run waits for its turn. */
  public static final String QUEUED = "Queued";

  /** An attempt failed; the next one is made at {@code status.retryTime}. */
  public static final String RETRYING = "Retrying";

  /** All steps are done. */
  public static final String SUCCEEDED = "Succeeded";

  /** Mode Plan: the steps are written down, nothing was run. */
  public static final String PLANNED = "Planned";

  /** The run ended without success. */
  public static final String FAILED = "Failed";

  /** The spec changed in a way that breaks what relies on a table; a person has to approve. */
  public static final String APPROVAL_NEEDED = "ApprovalNeeded";

  /** New data is gathered: the freshness that is asked leaves time for it. */
  public static final String GATHERING = "Gathering";

  /** A run was made by a deleted LakehouseRun; it counts as done. */
  public static final String RUN_DELETED = "RunDeleted";

  /** The MedallionPipeline that a run names does not exist (yet). */
  public static final String PIPELINE_NOT_FOUND = "PipelineNotFound";

  /** The SegmentModel that a run names does not exist (yet). */
  public static final String SEGMENT_MODEL_NOT_FOUND = "SegmentModelNotFound";

  /** The DataSource that a run names does not exist (yet). */
  public static final String DATA_SOURCE_NOT_FOUND = "DataSourceNotFound";

  /** The schedule's own Job reads the source; a run waits until it has ended. */
  public static final String SOURCE_BUSY = "SourceBusy";

  /** The CustomResourceDefinition of the Spark operator that the Lakehouse names is not there. */
  public static final String SPARK_OPERATOR_MISSING = "SparkOperatorMissing";

  /** The plan that the run was admitted for is gone; the spec compiles to another one by now. */
  public static final String PLAN_NOT_FOUND = "PlanNotFound";

  /** An object of the name that the run's application would have belongs to something else. */
  public static final String NAME_TAKEN = "NameTaken";

  /** The spec of the run's owner was refused; see its condition SpecValid. */
  public static final String OWNER_INVALID = "OwnerInvalid";

  /** A table that is read has no version yet. */
  public static final String WAITING_FOR_DATA = "WaitingForData";

  /** No table that is read has a new version since the last run. */
  public static final String UP_TO_DATE = "UpToDate";

  /** There is something to do, but the last run began less than {@code minInterval} ago. */
  public static final String MIN_INTERVAL = "MinInterval";

  /** The next run is due at {@code status.nextRunTime}. */
  public static final String SCHEDULED = "Scheduled";

  /** Trigger manual: runs when a person asks. */
  public static final String NOT_ASKED = "NotAsked";

  /** The last run failed for its data or spec; the next waits for new input or a new plan. */
  public static final String WAITING_FOR_CHANGE = "WaitingForChange";

  /** The last run used up its retries; the next is made after a pause. */
  public static final String PAUSED_AFTER_FAILURE = "PausedAfterFailure";

  /** There was no run yet. */
  public static final String NOT_RUN_YET = "NotRunYet";

  /** The spec changed since the last run; the tables are still those of the former one. */
  public static final String PLAN_PENDING = "PlanPending";

  /** All expectations that were checked held. */
  public static final String MET = "Met";

  /** An expectation was violated; what its action says was done. */
  public static final String VIOLATED = "Violated";

  /** No table has an expectation. */
  public static final String NO_EXPECTATIONS = "NoExpectations";

  /** The warehouses hold what the last run made. */
  public static final String PUBLISHED = "Published";

  /** A model is in use. */
  public static final String TRAINED = "Trained";

  private RunReasons() {}
}
