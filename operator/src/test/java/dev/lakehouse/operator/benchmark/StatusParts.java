package dev.lakehouse.operator.benchmark;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A status as its writers would apply it, for another namespace. */
final class StatusParts {
  private static final Set<String> OF_JOBS = Set.of("steps", "outcome");

  private StatusParts() {}

  /** Steps and outcome; {@code version} makes it differ from the one before. */
  static GenericKubernetesResource ofJob(
      GenericKubernetesResource object, String namespace, int version) {
    Map<String, Object> status = status(object);
    status.keySet().retainAll(OF_JOBS);
    status.put("outcome", Map.of("succeeded", true, "attempt", 1, "message", "version " + version));
    return with(object, namespace, status);
  }

  /** All but what jobs write. */
  static GenericKubernetesResource ofOperator(
      GenericKubernetesResource object, String namespace, int version) {
    Map<String, Object> status = status(object);
    status.keySet().removeAll(OF_JOBS);
    if (status.get("conditions") instanceof List<?> conditions) {
      status.put("conditions", conditions.stream().map(one -> changed(one, version)).toList());
    }
    return with(object, namespace, status);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> changed(Object condition, int version) {
    Map<String, Object> copy = new LinkedHashMap<>((Map<String, Object>) condition);
    copy.put("reason", copy.get("reason") + "" + version);
    return copy;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> status(GenericKubernetesResource object) {
    Object status = object.getAdditionalProperties().get("status");
    return status == null
        ? new LinkedHashMap<>()
        : new LinkedHashMap<>((Map<String, Object>) status);
  }

  private static GenericKubernetesResource with(
      GenericKubernetesResource object, String namespace, Map<String, Object> status) {
    GenericKubernetesResource copy = new GenericKubernetesResource();
    copy.setApiVersion(object.getApiVersion());
    copy.setKind(object.getKind());
    copy.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(namespace)
            .withName(object.getMetadata().getName())
            .build());
    copy.setAdditionalProperty("status", status);
    return copy;
  }
}
