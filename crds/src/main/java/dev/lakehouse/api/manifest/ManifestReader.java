package dev.lakehouse.api.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.lakehouse.api.ApiGroup;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads YAML as the API server does on creation: defaults are filled in, and unknown fields, wrong
 * types, missing fields and values out of bounds are refused, each with its path. Documents of
 * other API groups (Secrets, Namespaces) are returned as they are.
 */
public final class ManifestReader {
  private static final String API_VERSION = ApiGroup.NAME + "/" + ApiGroup.VERSION;

  private final ObjectMapper yaml =
      new ObjectMapper(
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());
  private final KubernetesSerialization objects = new KubernetesSerialization();
  private final Map<String, KindSchemas.Kind> kinds = KindSchemas.read(yaml);
  private final RuleCheck rules;

  /** Also evaluates the schemas' rules by {@code rules}. */
  public ManifestReader(RuleCheck rules) {
    this.rules = rules;
  }

  /** All documents of a text; empty ones are left out. */
  public List<Manifest> read(String text) {
    List<Manifest> manifests = new ArrayList<>();
    try (MappingIterator<JsonNode> documents = yaml.readerFor(JsonNode.class).readValues(text)) {
      while (documents.hasNextValue()) {
        JsonNode document = documents.nextValue();
        if (!isEmpty(document)) {
          manifests.add(manifest(document));
        }
      }
    } catch (JsonProcessingException e) {
      manifests.add(Manifest.refused("", "", List.of(new Problem("", notYaml(e)))));
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory could not be read", e);
    }
    return manifests;
  }

  /** Nothing between two separators but comments is an empty text to the parser. */
  private static boolean isEmpty(JsonNode document) {
    return document == null
        || document.isNull()
        || document.isMissingNode()
        || document.isTextual() && document.asText().isBlank();
  }

  private static String notYaml(JsonProcessingException e) {
    String place =
        e.getLocation() == null
            ? ""
            : " at line %d, column %d"
                .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    return "is not YAML" + place + ": " + e.getOriginalMessage().lines().findFirst().orElse("");
  }

  private Manifest manifest(JsonNode document) {
    String kind = document.path("kind").asText();
    JsonNode metadata = document.path("metadata");
    String name = metadata.path("name").asText(metadata.path("generateName").asText());
    String apiVersion = document.path("apiVersion").asText();
    if (!apiVersion.startsWith(ApiGroup.NAME + "/") && !apiVersion.isEmpty() && !kind.isEmpty()) {
      return new Manifest(kind, name, generic(document), List.of());
    }
    List<Problem> problems = new ArrayList<>();
    if (!apiVersion.equals(API_VERSION)) {
      problems.add(new Problem("apiVersion", "must be " + API_VERSION));
    }
    if (!kinds.containsKey(kind)) {
      problems.add(new Problem("kind", "must be one of " + String.join(", ", kinds.keySet())));
      return Manifest.refused(kind, name, problems);
    }
    ObjectNode tree = document.deepCopy();
    problems.addAll(ObjectMetadata.problems(metadata));
    problems.addAll(schemaProblems(tree, kinds.get(kind).schema()));
    return problems.isEmpty()
        ? new Manifest(kind, name, object(tree, kinds.get(kind).type()), problems)
        : Manifest.refused(kind, name, problems);
  }

  /** Leaves the defaults in the tree. */
  private List<Problem> schemaProblems(ObjectNode tree, JsonNode schema) {
    ObjectNode whole = schema.deepCopy();
    for (String general : List.of("apiVersion", "kind", "metadata")) {
      whole
          .withObjectProperty("properties")
          .putObject(general)
          .put("x-kubernetes-preserve-unknown-fields", true);
    }
    StructuralSchema structural = new StructuralSchema(whole, rules);
    structural.applyDefaults(tree);
    return structural.problems(tree, "");
  }

  private HasMetadata object(ObjectNode tree, Class<? extends HasMetadata> type) {
    return objects.unmarshal(tree.toString(), type);
  }

  private HasMetadata generic(JsonNode document) {
    return objects.unmarshal(
        document.toString(), io.fabric8.kubernetes.api.model.GenericKubernetesResource.class);
  }
}
