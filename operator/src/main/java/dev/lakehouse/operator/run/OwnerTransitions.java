package dev.lakehouse.operator.run;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.ConditionTypes;
import dev.lakehouse.api.ConditionedStatus;
import dev.lakehouse.operator.events.Transition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/** The events of an owner of runs. Pure. */
public final class OwnerTransitions {
  private OwnerTransitions() {}

  /** A change of Ready to True or False; that it can't be said yet is told by the run's events. */
  public static Optional<Transition> of(
      HasMetadata owner, ConditionedStatus before, ConditionedStatus after) {
    boolean undecided =
        after
            .condition(ConditionTypes.READY)
            .filter(ready -> ready.status().equals(Condition.UNKNOWN))
            .isPresent();
    return undecided ? Optional.empty() : Transition.ofReady(owner, before, after);
  }
}
