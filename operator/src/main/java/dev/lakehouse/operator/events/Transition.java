package dev.lakehouse.operator.events;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.ConditionTypes;
import dev.lakehouse.api.ConditionedStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/**
 * Something that changed about an object, for people who watch events.
 *
 * @param action what was done or seen, in one CamelCase word, for example Ready
 */
public record Transition(
    HasMetadata about, Type type, String action, String reason, String message) {

  /** How an event is shown. */
  public enum Type {
    NORMAL("Normal"),
    WARNING("Warning");

    private final String label;

    Type(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /**
   * The event for a change of Ready: of its status, or of the reason why it is not. It compares the
   * status that was written with the one about to be, so a restart finds nothing new to tell.
   */
  public static Optional<Transition> ofReady(
      HasMetadata about, ConditionedStatus before, ConditionedStatus after) {
    Condition now = after.condition(ConditionTypes.READY).orElseThrow();
    boolean same =
        Optional.ofNullable(before)
            .flatMap(status -> status.condition(ConditionTypes.READY))
            .filter(was -> was.status().equals(now.status()) && was.reason().equals(now.reason()))
            .isPresent();
    if (same) {
      return Optional.empty();
    }
    Type type = Condition.FALSE.equals(now.status()) ? Type.WARNING : Type.NORMAL;
    return Optional.of(
        new Transition(about, type, ConditionTypes.READY, now.reason(), now.message()));
  }
}
