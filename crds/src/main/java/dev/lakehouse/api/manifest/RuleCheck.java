package dev.lakehouse.api.manifest;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Evaluates the CEL rules of a schema. They need a library that not every reader wants to carry.
 */
@FunctionalInterface
public interface RuleCheck {
  /** Leaves the rules to the API server. */
  RuleCheck NONE = (rule, self) -> true;

  /** Whether {@code self} keeps the rule. */
  boolean holds(String rule, JsonNode self);
}
