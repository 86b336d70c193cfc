package dev.lakehouse.api.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The bounds that a schema sets for one value. */
final class Scalars {
  private Scalars() {}

  static Optional<String> problem(JsonNode schema, JsonNode value) {
    if (schema.has("enum") && !contains(schema.get("enum"), value)) {
      return Optional.of("must be one of " + joined(schema.get("enum")) + ", and is " + value);
    }
    if (value.isTextual()) {
      return text(schema, value.asText());
    }
    if (value.isNumber()) {
      return bounds(schema, "minimum", "maximum", value.doubleValue(), "must be");
    }
    return value.isArray()
        ? bounds(schema, "minItems", "maxItems", value.size(), "the number of items must be")
        : Optional.empty();
  }

  private static Optional<String> text(JsonNode schema, String text) {
    if (schema.has("pattern")
        && !Pattern.compile(schema.get("pattern").asText()).matcher(text).find()) {
      return Optional.of("'" + text + "' must match " + schema.get("pattern").asText());
    }
    int length = text.codePointCount(0, text.length());
    return bounds(schema, "minLength", "maxLength", length, "the number of characters must be");
  }

  private static Optional<String> bounds(
      JsonNode schema, String least, String greatest, double value, String subject) {
    if (schema.has(least) && value < schema.get(least).doubleValue()) {
      return Optional.of(
          "%s %s or more, and is %s".formatted(subject, schema.get(least), plain(value)));
    }
    if (schema.has(greatest) && value > schema.get(greatest).doubleValue()) {
      return Optional.of(
          "%s %s or less, and is %s".formatted(subject, schema.get(greatest), plain(value)));
    }
    return Optional.empty();
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static boolean contains(JsonNode list, JsonNode value) {
    for (JsonNode item : list) {
      if (item.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static String joined(JsonNode list) {
    List<String> items = new ArrayList<>();
    list.forEach(item -> items.add(item.asText()));
    return String.join(", ", items);
  }
}
