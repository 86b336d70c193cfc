package dev.lakehouse.operator.benchmark;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** One raw write, of which the document is ready. */
sealed interface Write {
  /** Sends it. */
  void make(KubernetesClient client);

  /** A new object. */
  record Create(HasMetadata object) implements Write {
    @Override
    public void make(KubernetesClient client) {
      client.resource(object).create();
    }
  }

  /**
   * Server-side apply.
   *
   * @param subresource null: of the object itself
   */
  record Apply(HasMetadata object, String subresource, String manager) implements Write {
    @Override
    public void make(KubernetesClient client) {
      PatchContext apply =
          new PatchContext.Builder()
              .withPatchType(PatchType.SERVER_SIDE_APPLY)
              .withFieldManager(manager)
              .withForce(true)
              .build();
      var resource = client.resource(object);
      if (subresource == null) {
        resource.patch(apply);
      } else {
        resource.subresource(subresource).patch(apply);
      }
    }
  }

  /** A SparkApplication, and its states by updates of the whole object, each after the other. */
  record Application(GenericKubernetesResource object, int states) implements Write {
    @Override
    public void make(KubernetesClient client) {
      GenericKubernetesResource current = client.resource(object).create();
      for (int i = 0; i < states; i++) {
        current = client.resource(SparkStub.withState(current, "STATE" + i)).updateStatus();
      }
    }
  }
}
