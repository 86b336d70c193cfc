package dev.lakehouse.api.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * A schema as the API server applies it to an object that is created: defaults, then checks. Knows
 * the part of OpenAPI that structural schemas of CRDs may use and ours do. Rules about a change
 * (with {@code oldSelf}) have no say in a creation.
 */
record StructuralSchema(JsonNode schema, RuleCheck rules) {
  /** Fills in what is absent and has a default, into the given tree. */
  void applyDefaults(JsonNode value) {
    if (value instanceof ObjectNode object) {
      schema
          .path("properties")
          .fields()
          .forEachRemaining(
              property -> {
                JsonNode standard = property.getValue().get("default");
                if (isAbsent(object.get(property.getKey()))) {
                  object.remove(property.getKey());
                  if (standard != null) {
                    object.set(property.getKey(), standard.deepCopy());
                  }
                }
              });
      object
          .fields()
          .forEachRemaining(field -> property(field.getKey()).applyDefaults(field.getValue()));
    } else if (value instanceof ArrayNode array) {
      array.forEach(item -> child(schema.path("items")).applyDefaults(item));
    }
  }

  /** Everything the API server would refuse. */
  List<Problem> problems(JsonNode value, String path) {
    List<Problem> problems = new ArrayList<>();
    String type = schema.path("type").asText();
    if (!hasType(value, type)) {
      problems.add(new Problem(path, "must be " + named(type) + ", and is " + shown(value)));
      return problems;
    }
    Scalars.problem(schema, value).ifPresent(text -> problems.add(new Problem(path, text)));
    if (value instanceof ObjectNode object) {
      required(object, path, problems);
      fields(object, path, problems);
    } else if (value instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        problems.addAll(child(schema.path("items")).problems(array.get(i), path + "[" + i + "]"));
      }
    }
    if (problems.isEmpty()) { // the API server, too, asks for rules only where the rest is right
      rules(value, path, problems);
    }
    return problems;
  }

  private void required(ObjectNode object, String path, List<Problem> problems) {
    for (JsonNode name : schema.path("required")) {
      if (!object.has(name.asText())) {
        problems.add(new Problem(join(path, name.asText()), "is required"));
      }
    }
  }

  private void fields(ObjectNode object, String path, List<Problem> problems) {
    Iterator<Map.Entry<String, JsonNode>> fields = object.fields();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      String at = join(path, field.getKey());
      if (schema.path("properties").has(field.getKey())
          || schema.path("additionalProperties").isObject()) {
        problems.addAll(property(field.getKey()).problems(field.getValue(), at));
      } else if (!schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
        problems.add(new Problem(at, "unknown field; there are " + String.join(", ", names())));
      }
    }
  }

  private void rules(JsonNode value, String path, List<Problem> problems) {
    for (JsonNode rule : schema.path("x-kubernetes-validations")) {
      String text = rule.path("rule").asText();
      if (!text.contains("oldSelf") && !rules.holds(text, value)) {
        problems.add(new Problem(path, rule.path("message").asText()));
      }
    }
  }

  private StructuralSchema property(String name) {
    JsonNode known = schema.path("properties").get(name);
    return child(known != null ? known : schema.path("additionalProperties"));
  }

  private StructuralSchema child(JsonNode of) {
    return new StructuralSchema(of, rules);
  }

  private List<String> names() {
    Iterable<String> names = () -> schema.path("properties").fieldNames();
    return StreamSupport.stream(names.spliterator(), false).sorted().toList();
  }

  private static boolean isAbsent(JsonNode value) {
    return value == null || value.isNull();
  }

  private static boolean hasType(JsonNode value, String type) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "boolean" -> value.isBoolean();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      default -> true;
    };
  }

  private static String named(String type) {
    return switch (type) {
      case "object" -> "a map of fields";
      case "array" -> "a list";
      case "string" -> "text (put it in quotes)";
      case "boolean" -> "true or false";
      case "integer" -> "a whole number";
      default -> "a number";
    };
  }

  private static String shown(JsonNode value) {
    return value.isContainerNode() ? (value.isArray() ? "a list" : "a map") : value.toString();
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
