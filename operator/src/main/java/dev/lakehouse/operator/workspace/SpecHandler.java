package dev.lakehouse.operator.workspace;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.Objects;
import java.util.Set;

/** Tells changes of specs and of table versions apart from everything else in a status. */
final class SpecHandler<T extends HasMetadata> implements ResourceEventHandler<T> {
  private final Workspaces workspaces;

  SpecHandler(Workspaces workspaces) {
    this.workspaces = workspaces;
  }

  @Override
  public void onAdd(T object) {
    workspaces.specChanged(ObjectKey.of(object), object);
  }

  @Override
  public void onUpdate(T before, T after) {
    // Another uid: deleted and created again while the watch was broken.
    boolean sameSpec =
        Objects.equals(before.getMetadata().getGeneration(), after.getMetadata().getGeneration())
            && Objects.equals(before.getMetadata().getUid(), after.getMetadata().getUid());
    if (!sameSpec) {
      workspaces.specChanged(ObjectKey.of(after), after);
    }
    Set<String> tables = TableVersions.changed(before, after);
    if (!tables.isEmpty()) {
      workspaces.versionsChanged(ObjectKey.of(after), tables);
    }
  }

  @Override
  public void onDelete(T object, boolean finalStateUnknown) {
    workspaces.deleted(object);
  }
}
