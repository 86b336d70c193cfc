package dev.lakehouse.operator.workspace;

import dev.lakehouse.operator.error.Problem;
import dev.lakehouse.operator.status.Reasons;
import java.util.List;
import java.util.Optional;

/**
 * A Secret that must be there before a job can run.
 *
 * @param keys what it must hold; empty: whatever it holds
 * @param user what names it, for people, for example connection 'crm-db'
 */
public record SecretNeed(String secret, List<String> keys, String user) {
  /** What is missing, given what is there (null: no such Secret). */
  public Optional<Problem> problem(SecretKeys found) {
    if (found == null) {
      return Optional.of(
          missing(
              "Secret '%s', which %s needs, does not exist; create it%s"
                  .formatted(
                      secret,
                      user,
                      keys.isEmpty() ? "" : " with the keys " + String.join(" and ", keys))));
    }
    return keys.stream()
        .filter(key -> !found.keys().contains(key))
        .findFirst()
        .map(
            key ->
                missing(
                    "Secret '%s', which %s needs, has no key '%s'; add it"
                        .formatted(secret, user, key)));
  }

  private static Problem missing(String message) {
    return new Problem(Reasons.SECRET_MISSING, message);
  }
}
