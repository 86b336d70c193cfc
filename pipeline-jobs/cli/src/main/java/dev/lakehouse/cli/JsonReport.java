package dev.lakehouse.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse.plan.PlanCodec;
import java.util.List;

/** Plans for programs: a list of {@code {file, hash, plan}}. */
final class JsonReport {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonReport() {}

  static String of(List<CompiledObject> objects) {
    try {
      ArrayNode list = JSON.createArrayNode();
      for (CompiledObject object : objects) {
        ObjectNode node = list.addObject();
        node.put("file", object.source().file());
        node.put("hash", object.compiled().hash());
        node.set("plan", JSON.readTree(PlanCodec.toJson(object.compiled().plan())));
      }
      return JSON.writeValueAsString(list) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plans could not be written as JSON", e);
    }
  }
}
