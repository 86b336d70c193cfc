package dev.lakehouse.operator.spark;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import java.util.TreeMap;

/** Writes and reads the documents of APIs that have no Java types here. */
final class Documents {
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private Documents() {}

  /** An application with that spec. */
  static GenericKubernetesResource application(
      SparkBackend backend, ApplicationRequest request, Map<String, Object> spec) {
    GenericKubernetesResource application = new GenericKubernetesResource();
    application.setApiVersion(backend.apiVersion());
    application.setKind(SparkBackend.KIND);
    application.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(request.namespace())
            .withName(request.name())
            .withLabels(request.labels())
            .withOwnerReferences(request.owner())
            .build());
    application.setAdditionalProperty("spec", spec);
    return application;
  }

  /** The template as it stands in JSON. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> of(PodTemplateSpec template) {
    return SERIALIZATION.convertValue(template, Map.class);
  }

  /** The text at that path of the document; null where there is none. */
  static String text(Object document, String... path) {
    Object found = at(document, path);
    return found == null ? null : found.toString();
  }

  /** The object at that path of the document, by key; empty where there is none. */
  static Map<String, Object> object(Object document, String... path) {
    Map<String, Object> entries = new TreeMap<>();
    if (at(document, path) instanceof Map<?, ?> map) {
      map.forEach((key, value) -> entries.put(String.valueOf(key), value));
    }
    return entries;
  }

  private static Object at(Object document, String... path) {
    Object found = document;
    for (String key : path) {
      found = found instanceof Map<?, ?> map ? map.get(key) : null;
    }
    return found;
  }
}
