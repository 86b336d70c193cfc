package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/** Why a step, a job or a run failed: the reasons users see in status, and how each is retried. */
public enum FailureReason {
  /** The plan has a format this job image does not know. */
  PLAN_UNSUPPORTED("PlanUnsupported", FailureClass.USER, 2),
  /** The plan is no readable document. */
  PLAN_INVALID("PlanInvalid", FailureClass.USER, 2),
  /** A SQL text or expression of the spec does not fit the data's columns or types. */
  SQL_INVALID("SqlInvalid", FailureClass.USER, 2),
  /** A secret or setting that the plan names is not there. */
  CONFIGURATION_MISSING("ConfigurationMissing", FailureClass.USER, 2),
  /** Credentials were refused or don't suffice. */
  ACCESS_DENIED("AccessDenied", FailureClass.USER, 1),
  /** The stream, bucket, folder, database or table does not exist. */
  SOURCE_NOT_FOUND("SourceNotFound", FailureClass.USER, 1),
  /** An expectation with action Fail was violated. */
  EXPECTATION_FAILED("ExpectationFailed", FailureClass.DATA, 3),
  /** What a table is made from has columns that the table's declaration does not allow. */
  SCHEMA_CHANGED("SchemaChanged", FailureClass.DATA, 3),
  /** A model did not pass its gates; the previous one stays. */
  GATE_FAILED("GateFailed", FailureClass.DATA, 3),
  /** Data could not be read or computed: corrupt, or out of an operation's domain. */
  DATA_INVALID("DataInvalid", FailureClass.DATA, 1),
  /** Records of a stream were dropped by its retention before they were read. */
  DATA_LOST("DataLost", FailureClass.DATA, 1),
  /** The source has records, but none is committed any more. */
  STALLED("Stalled", FailureClass.INFRASTRUCTURE, 1),
  /** A stream, bucket or database could not be reached. */
  SOURCE_UNREACHABLE("SourceUnreachable", FailureClass.INFRASTRUCTURE, 1),
  /** A warehouse could not be reached. */
  TARGET_UNREACHABLE("TargetUnreachable", FailureClass.INFRASTRUCTURE, 1),
  /** A newer run has already committed; this one must not. */
  FENCED("Fenced", FailureClass.USER, 1),
  /** The job was stopped before it ended: evicted, out of memory, node gone. */
  INTERRUPTED("Interrupted", FailureClass.INFRASTRUCTURE, 1),
  /** Not started or not ended in the time allowed. */
  TIMED_OUT("TimedOut", FailureClass.INFRASTRUCTURE, 1),
  /** Anything else; the job's log has the stack trace. */
  UNEXPECTED("Unexpected", FailureClass.INFRASTRUCTURE, 1);

  private final String label;
  private final FailureClass failureClass;
  private final int exitCode;

  FailureReason(String label, FailureClass failureClass, int exitCode) {
    this.label = label;
    this.failureClass = failureClass;
    this.exitCode = exitCode;
  }

  /** The reason as it stands in status: CamelCase. */
  @JsonValue
  public String label() {
    return label;
  }

  /** The reason of that label; {@link #UNEXPECTED} for a label of a newer version. */
  @JsonCreator
  public static FailureReason of(String label) {
    return Arrays.stream(values())
        .filter(reason -> reason.label.equals(label))
        .findFirst()
        .orElse(UNEXPECTED);
  }

  /** Whose turn it is to act. */
  public FailureClass failureClass() {
    return failureClass;
  }

  /** The exit code of a job that failed for this reason. */
  public int exitCode() {
    return exitCode;
  }
}
