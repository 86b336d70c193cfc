package dev.lakehouse.operator.cache;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.health.Status;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Wakes objects of one kind by name; the reconciler reads what changed from a cache. */
public final class WakeSource<P extends HasMetadata> extends AbstractEventSource<Void, P> {
  private final Runnable starter;
  private final BooleanSupplier healthy;

  /**
   * An event source.
   *
   * @param starter begins to watch, and returns when all that exists is known
   */
  public WakeSource(String name, Runnable starter, BooleanSupplier healthy) {
    super(Void.class, name);
    this.starter = starter;
    this.healthy = healthy;
  }

  @Override
  public void start() {
    super.start();
    starter.run();
  }

  @Override
  public Set<Void> getSecondaryResources(P primary) {
    return Set.of();
  }

  @Override
  public Status getStatus() {
    return healthy.getAsBoolean() ? Status.HEALTHY : Status.UNHEALTHY;
  }

  /** Has the object of that name looked at. */
  public void wake(String namespace, String name) {
    if (isRunning()) {
      getEventHandler().handleEvent(new Event(new ResourceID(name, namespace)));
    }
  }
}
