package dev.lakehouse.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a released version accepted is accepted for good. {@code -Dcrds.release=VERSION} keeps the
 * present CRDs as those of a release.
 */
class CrdCompatibilityTest {
  private static final Path RELEASED = Path.of("src/test/resources/released");

  @ParameterizedTest
  @EnumSource(GeneratedCrds.Kind.class)
  void nothingThatWasReleasedIsLost(GeneratedCrds.Kind kind) throws IOException {
    String release = System.getProperty("crds.release");
    if (release != null) {
      Files.createDirectories(RELEASED.resolve(release));
      Files.writeString(
          RELEASED.resolve(release).resolve(kind.fileName()), GeneratedCrds.yaml(kind));
    }
    List<Path> versions;
    try (Stream<Path> folders = Files.list(RELEASED)) {
      versions = folders.filter(Files::isDirectory).sorted().toList();
    }
    assertThat(versions).as("released versions").isNotEmpty();
    CrdSchema now = CrdSchema.of(GeneratedCrds.crd(kind));
    for (Path version : versions) {
      Path file = version.resolve(kind.fileName());
      if (Files.exists(file)) { // a kind may be younger than the release
        assertThat(CrdSchema.of(read(file)).brokenBy(now))
            .as("fields of %s in %s that the present CRD breaks", kind, version.getFileName())
            .isEmpty();
      }
    }
  }

  private static CustomResourceDefinition read(Path file) throws IOException {
    return new KubernetesSerialization()
        .unmarshal(Files.readString(file), CustomResourceDefinition.class);
  }

  @Test
  void theCheckSeesWhatIsLost() {
    CustomResourceDefinition changed = GeneratedCrds.crd(GeneratedCrds.Kind.DATA_SOURCE);
    JSONSchemaProps spec =
        changed
            .getSpec()
            .getVersions()
            .get(0)
            .getSchema()
            .getOpenAPIV3Schema()
            .getProperties()
            .get("spec");
    spec.getProperties().remove("suspend");
    spec.getProperties().get("kinesis").getProperties().get("stream").setType("integer");
    spec.getProperties().get("jdbc").setRequired(List.of("connection", "table", "cursor"));
    spec.getProperties().get("files").getProperties().get("format").getEnum().remove(0);

    CrdSchema released = CrdSchema.of(GeneratedCrds.crd(GeneratedCrds.Kind.DATA_SOURCE));
    assertThat(released.brokenBy(CrdSchema.of(changed)))
        .containsExactlyInAnyOrder(
            "v1alpha1.spec.suspend is gone",
            "v1alpha1.spec.kinesis.stream was string and is integer",
            "v1alpha1.spec.jdbc.cursor was optional and is required",
            "v1alpha1.spec.files.format no longer takes avro");
    assertThat(released.brokenBy(released)).isEmpty();
  }
}
