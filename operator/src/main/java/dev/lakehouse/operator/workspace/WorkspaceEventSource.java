package dev.lakehouse.operator.workspace;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.health.Status;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Set;

/**
 * Wakes the objects of one kind that a change in the workspace concerns. It has no objects of its
 * own to give: reconcilers ask {@link Workspaces}.
 */
final class WorkspaceEventSource<P extends HasMetadata> extends AbstractEventSource<Void, P> {
  private final Workspaces workspaces;
  private final Class<P> kind;

  WorkspaceEventSource(Workspaces workspaces, Class<P> kind) {
    super(Void.class, "workspace");
    this.workspaces = workspaces;
    this.kind = kind;
  }

  @Override
  public void start() {
    super.start();
    workspaces.subscribe(kind, this::wake);
    workspaces.start();
  }

  @Override
  public Set<Void> getSecondaryResources(P primary) {
    return Set.of();
  }

  @Override
  public Status getStatus() {
    return workspaces.isWatching() ? Status.HEALTHY : Status.UNHEALTHY;
  }

  private void wake(ObjectKey key) {
    if (isRunning()) {
      getEventHandler().handleEvent(new Event(new ResourceID(key.name(), key.namespace())));
    }
  }
}
