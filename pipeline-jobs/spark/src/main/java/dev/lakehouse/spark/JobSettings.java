package dev.lakehouse.spark;

import dev.lakehouse.plan.FailureReason;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * The job's environment variables, by which secrets reach it. Remembers every value it gave away,
 * so that none of them gets into a message.
 */
public final class JobSettings {
  private static final int SHORTEST_SECRET = 4;

  private final UnaryOperator<String> environment;
  private final Set<String> secrets = ConcurrentHashMap.newKeySet();

  /** Settings looked up by {@code environment}, which gives null for what is not set. */
  public JobSettings(UnaryOperator<String> environment) {
    this.environment = environment;
  }

  /** The value of a variable the plan names. {@code use} says what it is for. */
  public String required(String variable, String use) {
    String value = environment.apply(variable);
    if (value == null || value.isEmpty()) {
      throw StepFailure.of(
          FailureReason.CONFIGURATION_MISSING,
          "The environment variable %s is not set, it holds %s. Check that the Secret exists and has the key, then start the job anew."
              .formatted(variable, use));
    }
    remember(value);
    return value;
  }

  /** Keeps a secret that was got by other means, a token say, out of messages as well. */
  public void remember(String secret) {
    if (secret.length() >= SHORTEST_SECRET) {
      secrets.add(secret);
    }
  }

  /** The text with every secret that this job has read replaced. */
  public String redact(String text) {
    String clean = text;
    for (String secret : secrets) {
      clean = clean == null ? null : clean.replace(secret, "*****");
    }
    return clean;
  }
}
