package dev.lakehouse.spark.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** Some steps of a plan. On its JSON, so that it need not know the kinds of steps. */
final class PartialPlan {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PartialPlan() {}

  /** The plan with those steps, and the edges between them. */
  static String of(String plan, Set<String> wanted) {
    try {
      ObjectNode tree = (ObjectNode) JSON.readTree(plan);
      ArrayNode steps = JSON.createArrayNode();
      for (JsonNode step : tree.withArray("steps")) {
        if (wanted.contains(step.path("id").asText())) {
          ArrayNode edges = JSON.createArrayNode();
          for (JsonNode edge : step.path("dependsOn")) {
            if (wanted.contains(edge.asText())) {
              edges.add(edge);
            }
          }
          steps.add(((ObjectNode) step.deepCopy()).set("dependsOn", edges));
        }
      }
      tree.set("steps", steps);
      return JSON.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a plan: " + e.getOriginalMessage(), e);
    }
  }
}
