package dev.lakehouse.api;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A CRD's schema as a flat map of paths, so that two of them can be compared. */
record CrdSchema(Map<String, JSONSchemaProps> fields) {
  static CrdSchema of(CustomResourceDefinition crd) {
    Map<String, JSONSchemaProps> fields = new TreeMap<>();
    crd.getSpec()
        .getVersions()
        .forEach(
            version ->
                version
                    .getSchema()
                    .getOpenAPIV3Schema()
                    .getProperties()
                    .forEach(
                        (name, schema) -> collect(version.getName() + "." + name, schema, fields)));
    return new CrdSchema(fields);
  }

  private static void collect(
      String path, JSONSchemaProps schema, Map<String, JSONSchemaProps> fields) {
    fields.put(path, schema);
    if (schema.getProperties() != null) {
      schema.getProperties().forEach((name, child) -> collect(path + "." + name, child, fields));
    }
    if (schema.getItems() != null) {
      collect(path + "[]", schema.getItems().getSchema(), fields);
    }
  }

  /** Paths of fields (not of list items) that have no description. */
  List<String> undocumented() {
    List<String> paths = new ArrayList<>();
    fields.forEach(
        (path, schema) -> {
          if (!path.endsWith("[]") && schema.getDescription() == null) {
            paths.add(path);
          }
        });
    return paths;
  }

  /**
   * What a user of {@code this} schema would lose under {@code next}: fields that are gone or have
   * another type, values that are gone, and fields that were optional.
   */
  List<String> brokenBy(CrdSchema next) {
    List<String> broken = new ArrayList<>();
    fields.forEach(
        (path, schema) -> {
          JSONSchemaProps now = next.fields.get(path);
          if (now == null) {
            broken.add(path + " is gone");
          } else if (!String.valueOf(schema.getType()).equals(String.valueOf(now.getType()))) {
            broken.add(path + " was " + schema.getType() + " and is " + now.getType());
          } else {
            broken.addAll(narrowed(path, schema, now));
          }
        });
    return broken;
  }

  private static List<String> narrowed(String path, JSONSchemaProps before, JSONSchemaProps now) {
    List<String> broken = new ArrayList<>();
    orEmpty(now.getRequired()).stream()
        .filter(name -> !orEmpty(before.getRequired()).contains(name))
        .forEach(name -> broken.add(path + "." + name + " was optional and is required"));
    if (!orEmpty(now.getEnum()).isEmpty()) {
      orEmpty(before.getEnum()).stream()
          .filter(value -> !now.getEnum().contains(value))
          .forEach(value -> broken.add(path + " no longer takes " + value.asText()));
    }
    return broken;
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }
}
