package dev.lakehouse.operator.error;

import dev.lakehouse.operator.status.Reasons;
import dev.lakehouse.operator.status.Verdict;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * What users are told of an exception that nobody foresaw. The pass is repeated with back-off; the
 * stack trace goes to the operator's log only.
 */
public final class Surprise {
  private static final int FORBIDDEN = 403;
  private static final int UNPROCESSABLE = 422;

  private Surprise() {}

  /** What Ready says after it. */
  public static Verdict verdict(Exception exception) {
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (cause instanceof KubernetesClientException refused && isRefusal(refused)) {
        return Verdict.unmet(
            Reasons.API_REFUSED,
            "The API server refused a request of the operator, which is tried again: "
                + refused.getStatus().getMessage());
      }
    }
    return Verdict.unmet(
        Reasons.INTERNAL_ERROR,
        "The operator met an error and tries again by itself: "
            + exception.getClass().getSimpleName()
            + "; its log has the details.");
  }

  private static boolean isRefusal(KubernetesClientException exception) {
    return (exception.getCode() == FORBIDDEN || exception.getCode() == UNPROCESSABLE)
        && exception.getStatus() != null
        && exception.getStatus().getMessage() != null;
  }
}
