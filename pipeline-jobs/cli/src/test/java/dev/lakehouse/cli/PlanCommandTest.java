package dev.lakehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tool says about small projects; {@code -Dgolden.update=true} writes it down anew. */
class PlanCommandTest {
  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final String PROJECT = RESOURCES.resolve("project").toString();

  private static void assertGolden(String file, String text) throws IOException {
    Path golden = RESOURCES.resolve("golden").resolve(file);
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(golden.getParent());
      Files.writeString(golden, text);
    }
    assertThat(golden).hasContent(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "json", "mermaid"})
  void aProjectIsShown(String output) throws IOException {
    Cli cli = Cli.run("plan", "-f", PROJECT, "--output", output);
    assertThat(cli.err()).isEmpty();
    assertThat(cli.exitCode()).isZero();
    assertGolden("project." + output, cli.out());
  }

  /** The engine's tests of lineage read it, too. */
  @Test
  void theLargeExampleIsShown() throws IOException {
    Cli cli = Cli.run("plan", "-f", "../../examples/customer-360", "--output", "json");
    assertGolden("customer-360.json", cli.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"invalid", "invalid-graph.yaml"})
  void allThatIsInvalidIsListed(String files) throws IOException {
    Cli cli = Cli.run("plan", "-f", RESOURCES.resolve(files).toString());
    assertThat(cli.out()).isEmpty();
    assertThat(cli.exitCode()).isEqualTo(2);
    assertGolden(files + ".text", cli.err());
  }

  @Test
  void theNamespaceIsPartOfAPlan() {
    assertThat(Cli.run("plan", "-f", PROJECT, "-n", "crm", "-o", "json").out())
        .contains("\"namespace\" : \"crm\"");
  }

  @Test
  void filesOfSeveralPlacesAreSeenTogether() {
    String alone = Path.of(PROJECT, "nested").toString();
    assertThat(Cli.run("validate", "-f", alone).exitCode()).isEqualTo(2);
    Cli together =
        Cli.run(
            "validate",
            "-f",
            alone,
            "-f",
            PROJECT + "/lakehouse.yaml",
            "-f",
            PROJECT + "/sources.yml");
    assertThat(together.out()).isEqualTo("6 objects are valid\n");
    assertThat(together.exitCode()).isZero();
  }

  @Test
  void whatCanNotBeReadIsSaid(@TempDir Path folder) throws IOException {
    Cli missing = Cli.run("plan", "-f", folder.resolve("nothing").toString());
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("there is no file or folder").contains("nothing");
    Cli empty = Cli.run("plan", "-f", folder.toString());
    assertThat(empty.exitCode()).isEqualTo(1);
    assertThat(empty.err()).contains("no object of ours");
    Files.write(folder.resolve("latin.yaml"), new byte[] {(byte) 0xE4, (byte) 0xF6});
    Cli latin = Cli.run("plan", "-f", folder.toString());
    assertThat(latin.exitCode()).isEqualTo(2);
    assertThat(latin.err()).contains("is not text in UTF-8");
  }

  @Test
  void whatChangesIsToldWithWhatItBreaks(@TempDir Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(PROJECT))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Path pipeline = folder.resolve("pipeline.yaml");
    Files.writeString(
        pipeline,
        Files.readString(pipeline)
            .replace("keys: [order_id]", "keys: [order_id, line]")
            .replace("frequency FROM", "n FROM")
            .replace("features: [{name: frequency}]", "features: [{name: n}]")
            .replace("{name: calendar, ", "{name: months, "));
    Cli cli = Cli.run("plan", "-f", folder.toString(), "--diff", PROJECT);
    assertThat(cli.err()).isEmpty();
    assertThat(cli.exitCode()).isZero();
    assertGolden("diff.text", cli.out());
    assertThat(Cli.run("plan", "-f", PROJECT, "--diff", PROJECT).out())
        .isEqualTo("no table changes; nothing was run\n");
    Cli invalid = Cli.run("plan", "-f", PROJECT, "--diff", RESOURCES.resolve("invalid").toString());
    assertThat(invalid.exitCode()).isEqualTo(2);
    assertThat(invalid.err()).startsWith("the specs of --diff are invalid:");
  }

  @Test
  void aWrongCallIsExplained() {
    Cli cli = Cli.run("plan");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err()).contains("--filename").contains("Usage: lakehouse plan");
  }
}
