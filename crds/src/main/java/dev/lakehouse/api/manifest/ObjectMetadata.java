package dev.lakehouse.api.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What the API server wants of any object's metadata. */
final class ObjectMetadata {
  private static final int MAX_NAME = 253;
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "generateName",
          "namespace",
          "labels",
          "annotations",
          "finalizers",
          "ownerReferences",
          "creationTimestamp",
          "deletionGracePeriodSeconds",
          "deletionTimestamp",
          "generation",
          "managedFields",
          "resourceVersion",
          "selfLink",
          "uid");

  private ObjectMetadata() {}

  static List<Problem> problems(JsonNode metadata) {
    List<Problem> problems = new ArrayList<>();
    metadata
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!FIELDS.contains(name)) {
                problems.add(new Problem("metadata." + name, "unknown field"));
              }
            });
    String name = metadata.path("name").asText();
    if (name.isEmpty() && metadata.path("generateName").asText().isEmpty()) {
      problems.add(new Problem("metadata.name", "is required (or generateName)"));
    } else if (!name.isEmpty() && (name.length() > MAX_NAME || !NAME.matcher(name).matches())) {
      problems.add(
          new Problem(
              "metadata.name",
              "'" + name + "' must hold lower-case letters, digits, dashes and dots only"));
    }
    for (String map : List.of("labels", "annotations")) {
      metadata
          .path(map)
          .fields()
          .forEachRemaining(
              field -> {
                if (!field.getValue().isTextual()) {
                  problems.add(
                      new Problem(
                          "metadata." + map + "." + field.getKey(),
                          "must be text (put it in quotes), and is " + field.getValue()));
                }
              });
    }
    return problems;
  }
}
