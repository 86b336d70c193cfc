package dev.lakehouse.plan;

/** A plan that this version of the code can't read; the job ends with exit code 2. */
public final class UnreadablePlanException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final FailureReason reason;

  private UnreadablePlanException(FailureReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  static UnreadablePlanException unsupported(int version) {
    return new UnreadablePlanException(
        FailureReason.PLAN_UNSUPPORTED,
        "The plan has format %d, this job image reads format %d. Use a job image of the operator's version (Lakehouse spec.workloads.image)."
            .formatted(version, RunPlan.FORMAT_VERSION),
        null);
  }

  static UnreadablePlanException invalid(Exception cause) {
    return new UnreadablePlanException(
        FailureReason.PLAN_INVALID,
        "The plan is not a document this job image reads: %s. Use a job image of the operator's version (Lakehouse spec.workloads.image)."
            .formatted(cause.getMessage().lines().findFirst().orElse("")),
        cause);
  }

  /** Why it can't be read. */
  public FailureReason reason() {
    return reason;
  }
}
