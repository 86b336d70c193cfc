package dev.lakehouse.operator.status;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Writes the status of one kind, by server-side apply, only when it changed. The patch is a fresh
 * object with name, namespace and status: what it leaves out (a job's own fields among it) belongs
 * to others and stays.
 */
public final class StatusPatch<P extends CustomResource<?, S>, S> {
  private final Supplier<P> fresh;
  private final UnaryOperator<S> operatorOwned;

  /**
   * The patches of one kind.
   *
   * @param fresh makes an empty object
   * @param operatorOwned a status without the fields that jobs own
   */
  public StatusPatch(Supplier<P> fresh, UnaryOperator<S> operatorOwned) {
    this.fresh = fresh;
    this.operatorOwned = operatorOwned;
  }

  /** The patch that brings the object's status to {@code desired}; nothing when it is there. */
  public UpdateControl<P> of(P primary, S desired) {
    return isCurrent(primary, desired)
        ? UpdateControl.noUpdate()
        : UpdateControl.patchStatus(with(primary, desired));
  }

  /** The same after an error. */
  public ErrorStatusUpdateControl<P> afterError(P primary, S desired) {
    return isCurrent(primary, desired)
        ? ErrorStatusUpdateControl.noStatusUpdate()
        : ErrorStatusUpdateControl.patchStatus(with(primary, desired));
  }

  private boolean isCurrent(P primary, S desired) {
    S current = primary.getStatus();
    return current != null
        && Objects.equals(operatorOwned.apply(current), operatorOwned.apply(desired));
  }

  private P with(P primary, S desired) {
    P patch = fresh.get();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(primary.getMetadata().getNamespace())
            .withName(primary.getMetadata().getName())
            .build());
    patch.setStatus(operatorOwned.apply(desired));
    return patch;
  }
}
