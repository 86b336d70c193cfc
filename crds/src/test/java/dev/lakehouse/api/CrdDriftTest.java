package dev.lakehouse.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The committed CRDs are what the Java types generate; {@code -Dcrds.update} writes them. */
class CrdDriftTest {
  /** Short enough to be read as a whole in a review; the largest kinds have 150 fields. */
  private static final int MAX_LINES = 1_300;

  @ParameterizedTest
  @EnumSource(GeneratedCrds.Kind.class)
  void theCommittedCrdIsWhatTheTypesGenerate(GeneratedCrds.Kind kind) throws IOException {
    Path committed = Path.of("src/main/resources/crds", kind.fileName());
    String generated = GeneratedCrds.yaml(kind);
    if (Boolean.getBoolean("crds.update")) {
      Files.createDirectories(committed.getParent());
      Files.writeString(committed, generated);
    }
    assertThat(committed)
        .as("run: mvn -pl crds -am test -Dcrds.update=true, then commit the change")
        .hasContent(generated);
    assertThat(generated.lines().count()).as("lines of " + kind.fileName()).isLessThan(MAX_LINES);
  }

  @ParameterizedTest
  @EnumSource(GeneratedCrds.Kind.class)
  void everyFieldIsDocumented(GeneratedCrds.Kind kind) {
    assertThat(CrdSchema.of(GeneratedCrds.crd(kind)).undocumented()).isEmpty();
  }
}
