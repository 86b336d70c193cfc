package dev.lakehouse.operator.status;

import dev.lakehouse.api.Condition;

/**
 * What there is to say about one aspect of an object: a condition without its type and times.
 *
 * @param reason one documented CamelCase word
 * @param message what it means, why, and what to do; never a secret, never a stack trace
 */
public record Verdict(String status, String reason, String message) {

  /** The aspect is as it should be. */
  public static Verdict met(String reason, String message) {
    return new Verdict(Condition.TRUE, reason, message);
  }

  /** The aspect is not as it should be. */
  public static Verdict unmet(String reason, String message) {
    return new Verdict(Condition.FALSE, reason, message);
  }

  /** It can't be said yet. */
  public static Verdict unknown(String reason, String message) {
    return new Verdict(Condition.UNKNOWN, reason, message);
  }

  /** Whether the aspect is as it should be. */
  public boolean isMet() {
    return Condition.TRUE.equals(status);
  }
}
