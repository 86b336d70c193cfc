package dev.lakehouse.operator.run;

/** Why the operator started a run; stands in annotation {@link RunMarks#CAUSE_ANNOTATION}. */
public enum RunCause {
  /** A table that is read has a new version. */
  NEW_DATA("NewData"),
  /** The spec compiles to another plan than that of the last run, or there was none. */
  NEW_PLAN("NewPlan"),
  /** The schedule said so. */
  SCHEDULE("Schedule"),
  /** The schedule of upkeep said so. */
  MAINTENANCE("Maintenance"),
  /** Annotation lakehouse.dev/run-now has a new value. */
  RUN_NOW("RunNow"),
  /** The trigger is continuous, and no run goes on. */
  CONTINUOUS("Continuous"),
  /** The last run failed for its infrastructure, after all of its retries. */
  RECOVERY("Recovery");

  private final String label;

  RunCause(String label) {
    this.label = label;
  }

  /** The cause as it stands in the annotation. */
  public String label() {
    return label;
  }
}
