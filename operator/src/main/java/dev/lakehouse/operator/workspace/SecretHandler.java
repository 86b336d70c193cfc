package dev.lakehouse.operator.workspace;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;

/** Tells that a Secret appeared, changed or vanished; never what is in it. */
final class SecretHandler implements ResourceEventHandler<Secret> {
  private final Workspaces workspaces;

  SecretHandler(Workspaces workspaces) {
    this.workspaces = workspaces;
  }

  @Override
  public void onAdd(Secret secret) {
    changed(secret);
  }

  @Override
  public void onUpdate(Secret before, Secret after) {
    String version = after.getMetadata().getResourceVersion();
    if (!version.equals(before.getMetadata().getResourceVersion())) {
      changed(after);
    }
  }

  @Override
  public void onDelete(Secret secret, boolean finalStateUnknown) {
    changed(secret);
  }

  private void changed(Secret secret) {
    workspaces.secretChanged(secret.getMetadata().getNamespace(), secret.getMetadata().getName());
  }
}
