package dev.lakehouse.operator.workspace;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Names one object of one of the kinds. */
record ObjectKey(Class<?> kind, String namespace, String name) {
  static ObjectKey of(HasMetadata object) {
    return new ObjectKey(
        object.getClass(), object.getMetadata().getNamespace(), object.getMetadata().getName());
  }
}
