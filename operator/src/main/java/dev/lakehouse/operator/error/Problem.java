package dev.lakehouse.operator.error;

import dev.lakehouse.operator.status.Verdict;

/**
 * Why an object can't be worked on: something users mend, or that another object will. It is a
 * value, not an exception: nothing is tried again until the spec or what it refers to changes.
 *
 * @param reason a compiler's {@code SpecReason} or one of {@code Reasons}
 * @param message what is wrong, why, what to do
 */
public record Problem(String reason, String message) {
  /** The condition that tells it. */
  public Verdict verdict() {
    return Verdict.unmet(reason, message);
  }
}
