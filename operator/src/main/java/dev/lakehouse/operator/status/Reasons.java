package dev.lakehouse.operator.status;

/**
 * Reasons that the operator itself gives in conditions and events. Those of a bad spec come from
 * the compiler ({@code SpecReason}), those of a failed job from the job ({@code FailureReason}).
 */
public final class Reasons {
  /** Nothing that is required fails. */
  public static final String READY = "Ready";

  /** The spec was understood and fits what it refers to. */
  public static final String VALID = "Valid";

  /** A Secret, or a key of it, that the spec names is not there. */
  public static final String SECRET_MISSING = "SecretMissing";

  /** All Secrets that the spec names are there. */
  public static final String SECRETS_FOUND = "SecretsFound";

  /** The operator met a surprise; it tries again by itself. */
  public static final String INTERNAL_ERROR = "InternalError";

  /** The API server refused what the operator asked; the message has its words. */
  public static final String API_REFUSED = "ApiRefused";

  /** The user asked to stop for now. */
  public static final String SUSPENDED = "Suspended";

  /** No ingestion job has reported yet. */
  public static final String AWAITING_FIRST_REPORT = "AwaitingFirstReport";

  /** Nothing was committed yet, so nothing can be said of its age. */
  public static final String AWAITING_DATA = "AwaitingData";

  /** Nothing of the stream was dropped before it was read. */
  public static final String NOTHING_LOST = "NothingLost";

  /** The last read of the source was without error. */
  public static final String SOURCE_READ = "SourceRead";

  /** The job failed before it came to the source. */
  public static final String SOURCE_NOT_REACHED = "SourceNotReached";

  /** Nothing is started before other conditions allow it. */
  public static final String NOT_STARTED = "NotStarted";

  /** Pods or schedules are on their way. */
  public static final String STARTING = "Starting";

  /** The stream's consumer runs. */
  public static final String CONSUMING = "Consuming";

  /** The stream has nothing to read and its pods are stopped, as its spec says. */
  public static final String IDLE = "Idle";

  /** The number of a stream's pods was changed; an event. */
  public static final String SCALED = "Scaled";

  /** The stream's consumer does not run; the message has Kubernetes' words. */
  public static final String CONSUMER_UNAVAILABLE = "ConsumerUnavailable";

  /** The schedule is in place and the last read was well. */
  public static final String SCHEDULED = "Scheduled";

  /** The last scheduled read failed. */
  public static final String INGESTION_FAILED = "IngestionFailed";

  /** Data is as new as asked. */
  public static final String FRESH = "Fresh";

  /** Data is older than warnAfter. */
  public static final String LATE = "Late";

  /** Data is older than failAfter. */
  public static final String STALE = "Stale";

  private Reasons() {}
}
