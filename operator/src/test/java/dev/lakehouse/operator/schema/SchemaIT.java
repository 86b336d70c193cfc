package dev.lakehouse.operator.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse.operator.Specs;
import dev.lakehouse.operator.cluster.ApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the API server itself refuses, with a message that says what to do. */
@ExtendWith(ApiServer.class)
class SchemaIT {
  private static String namespace;

  @BeforeAll
  static void makeNamespace() {
    namespace = ApiServer.newNamespace("schema");
  }

  static Stream<SchemaRow> rows() {
    return SchemaRows.all();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void refusesWithAMessage(SchemaRow row) {
    KubernetesClientException refused =
        catchThrowableOfType(
            KubernetesClientException.class, () -> tryToCreate(row.yaml(), namespace));
    assertThat(refused).as("was accepted").isNotNull();
    assertThat(refused.getMessage()).contains(row.says());
  }

  /** A rule that no row speaks of would be a rule without a test. */
  @Test
  void everyRuleHasARow() {
    List<String> untested = new ArrayList<>();
    List<String> updates = List.of("can't be changed");
    for (CustomResourceDefinition crd :
        ApiServer.client().apiextensions().v1().customResourceDefinitions().list().getItems()) {
      if (crd.getSpec().getGroup().equals("lakehouse.dev")) {
        JsonNode tree = Serialization.jsonMapper().valueToTree(crd);
        for (JsonNode rules : tree.findValues("x-kubernetes-validations")) {
          for (JsonNode rule : rules) {
            String message = rule.path("message").asText();
            boolean tested =
                Stream.concat(rows().map(SchemaRow::says), updates.stream())
                    .anyMatch(message::contains);
            if (!tested) {
              untested.add(crd.getSpec().getNames().getKind() + ": " + message);
            }
          }
        }
      }
    }
    assertThat(untested).isEmpty();
  }

  @Test
  void theRootOfALakehouseStays() {
    create(Specs.LAKEHOUSE);
    assertThatThrownBy(
            () ->
                ApiServer.client()
                    .resource(parse(Specs.LAKEHOUSE.replace("s3a://lake/crm", "s3a://lake/other")))
                    .inNamespace(namespace)
                    .forceConflicts()
                    .serverSideApply())
        .hasMessageContaining("can't be changed: the tables would be left behind");
  }

  @Test
  void aRunStaysAsItWasCreated() {
    String run =
        """
        apiVersion: lakehouse.dev/v1alpha1
        kind: LakehouseRun
        metadata: {name: once}
        spec: {pipelineRef: {name: a}}
        """;
    create(run);
    assertThatThrownBy(
            () ->
                ApiServer.client()
                    .resource(parse(run.replace("{name: a}", "{name: b}")))
                    .inNamespace(namespace)
                    .forceConflicts()
                    .serverSideApply())
        .hasMessageContaining("can't be changed: a run is executed once");
  }

  @Test
  void defaultsStandInTheSchema() {
    create(
        Specs.TABLE
            .replace("name: customers", "name: defaults")
            .replace("lakehouseRef: {name: default}", "suspend: false"));
    Map<String, Object> spec =
        ApiServer.client()
            .genericKubernetesResources("lakehouse.dev/v1alpha1", "DataSource")
            .inNamespace(namespace)
            .withName("defaults")
            .get()
            .get("spec");
    assertThat(spec).containsEntry("lakehouseRef", Map.of("name", "default"));
  }

  @Test
  void theExamplesAreAccepted() {
    String elsewhere = ApiServer.newNamespace("examples");
    Path examples = Path.of(System.getProperty("basedir", "."), "..", "examples");
    assertThat(examples).isDirectory();
    List<String> accepted = new ArrayList<>();
    for (Path file : yamlFiles(examples)) {
      for (String document : read(file).split("(?m)^---\\s*$")) {
        if (document.contains("apiVersion: lakehouse.dev/")) {
          tryToCreate(document, elsewhere);
          accepted.add(file.getFileName().toString());
        }
      }
    }
    assertThat(accepted).isNotEmpty();
  }

  private static void create(String yaml) {
    ApiServer.client().resource(parse(yaml)).inNamespace(namespace).create();
  }

  private static void tryToCreate(String yaml, String namespace) {
    ApiServer.client()
        .resource(parse(yaml))
        .inNamespace(namespace)
        .dryRun()
        .fieldValidation(FieldValidateable.Validation.STRICT)
        .create();
  }

  private static GenericKubernetesResource parse(String yaml) {
    GenericKubernetesResource object =
        Serialization.unmarshal(yaml, GenericKubernetesResource.class);
    // An example may name the namespace it is meant for.
    object.getMetadata().setNamespace(null);
    return object;
  }

  private static List<Path> yamlFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().matches(".*\\.ya?ml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
