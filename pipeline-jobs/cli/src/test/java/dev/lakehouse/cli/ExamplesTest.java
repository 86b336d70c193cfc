package dev.lakehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.manifest.Manifest;
import dev.lakehouse.api.manifest.ManifestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example is read strictly and compiles together with those beside it. */
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("../../examples");
  private static final String[] KINDS = {
    "DataSource", "Lakehouse", "LakehouseRun", "MedallionPipeline", "SegmentModel"
  };

  private final ManifestReader reader = new ManifestReader(new CelRules());

  static Stream<Path> scenarios() throws IOException {
    try (Stream<Path> folders = Files.list(EXAMPLES)) {
      return folders.filter(folder -> hasYaml(folder)).sorted().toList().stream();
    }
  }

  private static boolean hasYaml(Path folder) {
    return Files.isDirectory(folder) && !yaml(folder, 1).isEmpty();
  }

  private static List<Path> yaml(Path folder, int depth) {
    try (Stream<Path> files = Files.walk(folder, depth)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void aScenarioIsValidAndCompiles(Path folder) {
    Cli cli = Cli.run("plan", "-f", folder.toString());
    assertThat(cli.err()).isEmpty();
    assertThat(cli.exitCode()).isZero();
    assertThat(kinds(folder)).contains("Lakehouse", "DataSource");
  }

  @Test
  void theScenariosAreThere() throws IOException {
    assertThat(scenarios().map(folder -> folder.getFileName().toString()))
        .contains("customer-360", "http-apis", "minimal");
    assertThat(kinds(EXAMPLES.resolve("customer-360"))).contains(KINDS);
  }

  @Test
  void thereIsAMinimalExampleOfEachKind() {
    assertThat(kinds(EXAMPLES.resolve("minimal"))).containsExactlyInAnyOrder(KINDS);
  }

  private List<String> kinds(Path folder) {
    return yaml(folder, 3).stream()
        .flatMap(file -> read(file).stream())
        .map(Manifest::kind)
        .toList();
  }

  private List<Manifest> read(Path file) {
    try {
      return reader.read(Files.readString(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
