package dev.lakehouse.operator.workspace;

import io.fabric8.kubernetes.api.model.Secret;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * All that the operator remembers of a Secret.
 *
 * @param version its resourceVersion: another one means other data
 */
public record SecretKeys(String version, Set<String> keys) {
  static SecretKeys of(Secret secret) {
    Map<String, String> data = secret.getData();
    return new SecretKeys(
        secret.getMetadata().getResourceVersion(),
        data == null ? Set.of() : Set.copyOf(new TreeSet<>(data.keySet())));
  }
}
