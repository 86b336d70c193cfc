package dev.lakehouse.cli;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** An object, and the file it stands in. */
record LoadedObject(String file, HasMetadata object) {
  String namespace() {
    return object.getMetadata().getNamespace();
  }

  /** {@code Kind name}; a run that is named by the API server goes by what it asked for. */
  String title() {
    String name = object.getMetadata().getName();
    return object.getKind() + " " + (name != null ? name : object.getMetadata().getGenerateName());
  }
}
