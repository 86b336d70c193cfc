package dev.lakehouse.operator.chart;

import dev.lakehouse.operator.cluster.ApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Helm's own program on our chart. It is taken from the PATH, else from {@code
 * operator/cluster/assets helm}, which builds it once from its Go module.
 */
public final class Helm {
  private static final Path MODULE =
      Path.of(System.getProperty("basedir", ".")).toAbsolutePath().normalize();
  private static final Path CHART = MODULE.resolveSibling("charts").resolve("lakehouse-operator");

  /**
   * What came of a command.
   *
   * @param output standard output
   * @param errors standard error
   */
  record Result(int exitCode, String output, String errors) {}

  private final String program;

  private Helm(String program) {
    this.program = program;
  }

  /** Helm, wherever it is; throws when there is none and none can be built. */
  public static Helm find() {
    return new Helm(onPath().orElseGet(Helm::built).toString());
  }

  /** The chart's folder. */
  static Path chart() {
    return CHART;
  }

  /** {@code helm COMMAND... CHART}. */
  Result run(String... command) {
    List<String> all = new ArrayList<>(List.of(program));
    all.addAll(Arrays.asList(command));
    all.add(CHART.toString());
    return execute(all, ProcessBuilder.Redirect.PIPE);
  }

  /** The manifests of a release, as Helm would send them; options as {@code --set a=b}. */
  String render(String release, String namespace, String... options) {
    Result result = run(template(release, namespace, options));
    if (result.exitCode() != 0) {
      throw new IllegalStateException("helm template failed: " + result.errors());
    }
    return result.output();
  }

  /** The arguments of {@code helm template} but for the chart. */
  static String[] template(String release, String namespace, String... options) {
    List<String> command = new ArrayList<>(List.of("template", release, "--namespace", namespace));
    // Without a cluster Helm supposes an older Kubernetes than the chart takes.
    command.addAll(List.of("--kube-version", "1.35.0"));
    command.addAll(Arrays.asList(options));
    return command.toArray(String[]::new);
  }

  /** The objects of rendered manifests, with every field, also such as nobody knows. */
  static List<GenericKubernetesResource> objects(String manifests) {
    KubernetesSerialization yaml = new KubernetesSerialization();
    return Stream.of(manifests.split("(?m)^---$"))
        .filter(document -> document.lines().anyMatch(line -> line.startsWith("kind:")))
        .map(document -> yaml.unmarshal(document, GenericKubernetesResource.class))
        .toList();
  }

  private static java.util.Optional<Path> onPath() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(folder -> Path.of(folder, "helm"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Path built() {
    Path script = MODULE.resolve("cluster").resolve("assets");
    Result result = execute(List.of(script.toString(), "helm"), ProcessBuilder.Redirect.INHERIT);
    if (result.exitCode() != 0) {
      throw new IllegalStateException(
          "helm is not on the PATH, and '%s helm' failed; its words are above. Chart tests need it; opt out of them by -D%s"
              .formatted(script, ApiServer.SKIP));
    }
    return Path.of(result.output().strip(), "helm");
  }

  private static Result execute(List<String> command, ProcessBuilder.Redirect errors) {
    try {
      Path said = Files.createTempFile("helm", ".log");
      boolean kept = errors == ProcessBuilder.Redirect.PIPE;
      Process process =
          new ProcessBuilder(command)
              // A file, because a full pipe that nobody reads would stop the program.
              .redirectError(kept ? ProcessBuilder.Redirect.to(said.toFile()) : errors)
              .start();
      process.getOutputStream().close();
      byte[] output = process.getInputStream().readAllBytes();
      int exitCode = process.waitFor();
      String text = Files.readString(said);
      Files.delete(said);
      return new Result(exitCode, new String(output, StandardCharsets.UTF_8), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + command.get(0) + " ran", e);
    }
  }
}
