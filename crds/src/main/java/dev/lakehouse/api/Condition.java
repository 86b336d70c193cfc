package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** One observed aspect of an object, in Kubernetes' own shape (metav1.Condition). */
@ApiType
public record Condition(
    @Required @JsonPropertyDescription("The aspect, for example Ready.") String type,
    @Required @JsonPropertyDescription("True, False or Unknown.") String status,
    @JsonPropertyDescription("Generation of the spec this was observed for.")
        Long observedGeneration,
    @Required
        @JsonPropertyDescription(
            "When the status last changed from one value to another (RFC 3339).")
        String lastTransitionTime,
    @Required @JsonPropertyDescription("Why, in one documented CamelCase word.") String reason,
    @Required @JsonPropertyDescription("What it means for you and what to do, for people to read.")
        String message) {
  public static final String TRUE = "True";
  public static final String FALSE = "False";
  public static final String UNKNOWN = "Unknown";
}
