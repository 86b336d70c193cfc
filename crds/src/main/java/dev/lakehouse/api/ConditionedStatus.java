package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Optional;

/** What the status of every kind has. */
public interface ConditionedStatus {
  /** Generation of the spec that the status speaks of; null before the first look. */
  Long observedGeneration();

  /** The conditions; null before the first look. */
  List<Condition> conditions();

  /** The condition of that type. */
  @JsonIgnore
  default Optional<Condition> condition(String type) {
    return conditions() == null
        ? Optional.empty()
        : conditions().stream().filter(condition -> condition.type().equals(type)).findFirst();
  }
}
