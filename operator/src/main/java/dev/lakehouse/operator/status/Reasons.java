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

  private Reasons() {}
}
