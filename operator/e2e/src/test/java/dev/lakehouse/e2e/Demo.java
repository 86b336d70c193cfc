package dev.lakehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The demo as a user starts it, and the places where it leaves things. */
final class Demo implements AutoCloseable {
  static final String NAMESPACE = "customer-360";

  private static final Path ROOT = root();
  private static final Path CACHE =
      Path.of(
          Optional.ofNullable(System.getenv("LAKEHOUSE_CACHE"))
              .orElse(
                  Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                          .orElse(System.getProperty("user.home") + "/.cache")
                      + "/lakehouse"));

  private Demo() {}

  /** Runs {@code ./lakehouse demo --keep}; its output goes to this process's. */
  static Demo started() {
    int exitCode = run(Map.of(), "./lakehouse", "demo", "--keep").exitCode();
    assertThat(exitCode).as("exit code of ./lakehouse demo; the output above says why").isZero();
    return new Demo();
  }

  KubernetesClient client() {
    String kubeconfig =
        Optional.ofNullable(System.getenv("KUBECONFIG"))
            .orElse(CACHE.resolve("cluster/kubeconfig").toString());
    return new KubernetesClientBuilder()
        .withConfig(Config.fromKubeconfig(new File(kubeconfig)))
        .build();
  }

  /** A file of examples/customer-360. */
  Path example(String name) {
    return ROOT.resolve("examples/customer-360").resolve(name);
  }

  /** What the feed says must come out. */
  JsonNode expected() throws IOException {
    return new ObjectMapper().readTree(CACHE.resolve("demo/expected.json").toFile());
  }

  /** Waits until the warehouse holds just that, and fails when it does not in time. */
  void assertWarehouseIsAsExpected() throws IOException {
    Map<String, String> emulators = emulators();
    Output output =
        run(
            Map.of("WAREHOUSE_PASSWORD", emulators.get("WAREHOUSE_PASSWORD")),
            "java",
            "-cp",
            "examples/feed/target/classes:examples/feed/target/libs/*",
            "dev.lakehouse.examples.Warehouse",
            "--url",
            "jdbc:postgresql://" + emulators.get("POSTGRES_ADDRESS") + "/marts",
            "--user",
            "warehouse",
            "--expected",
            CACHE.resolve("demo/expected.json").toString(),
            "--seconds",
            "120");
    assertThat(output.exitCode()).as(String.join("\n", output.lines())).isZero();
  }

  private static Map<String, String> emulators() throws IOException {
    Map<String, String> values = new java.util.HashMap<>();
    for (String line : Files.readAllLines(CACHE.resolve("cluster/emulators.env"))) {
      String[] pair = line.replaceFirst("^export ", "").split("=", 2);
      values.put(pair[0], pair[1]);
    }
    return values;
  }

  @Override
  public void close() {
    run(Map.of(), "./lakehouse", "down");
  }

  private record Output(int exitCode, List<String> lines) {}

  private static Output run(Map<String, String> environment, String... command) {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(ROOT.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      List<String> lines = new ArrayList<>();
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          System.out.println("[e2e] " + line);
          lines.add(line);
        }
      }
      return new Output(process.waitFor(), lines);
    } catch (IOException e) {
      throw new IllegalStateException(String.join(" ", command) + " could not be started", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + command[0], e);
    }
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("lakehouse"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
