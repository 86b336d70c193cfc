package dev.lakehouse.operator.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.operator.Specs;
import dev.lakehouse.operator.cluster.ApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The operator as its image runs it: Quarkus, its settings, leader election, health, metrics. */
@ExtendWith(ApiServer.class)
class PackagedOperatorIT {
  private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^:]+:(\\d+)");

  @TempDir private Path folder;
  private String namespace;
  private Path kubeconfig;
  private Process process;

  @BeforeEach
  void start() throws IOException {
    namespace = ApiServer.newNamespace("packaged");
    kubeconfig = Files.writeString(folder.resolve("config"), ApiServer.kubeconfig());
    process = start(log());
  }

  private Process start(Path log) throws IOException {
    Path jar =
        Path.of(System.getProperty("basedir", "."), "target", "quarkus-app", "quarkus-run.jar");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            jar.toAbsolutePath().toString());
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    builder.environment().put("QUARKUS_HTTP_PORT", "0");
    builder.environment().put("LAKEHOUSE_OPERATOR_WATCHED_NAMESPACES", namespace);
    builder.environment().put("LAKEHOUSE_OPERATOR_LEADER_ELECTION_LEASE_NAMESPACE", namespace);
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  @AfterEach
  void stop() {
    process.destroyForcibly().onExit().join();
  }

  private Path log() {
    return folder.resolve("operator.log");
  }

  private String get(String path) {
    try {
      Matcher port = LISTENING.matcher(Files.readString(log()));
      if (!port.find()) {
        return "not listening yet";
      }
      URI uri = URI.create("http://127.0.0.1:" + port.group(1) + path);
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    } catch (IOException e) {
      return "unreachable";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void leadsReconcilesAndTellsHowItIs() throws IOException {
    KubernetesClient client = ApiServer.client();
    try {
      await()
          .atMost(Duration.ofMinutes(3))
          .untilAsserted(() -> assertThat(get("/q/health/ready")).startsWith("200"));
      client
          .resource(Specs.LAKEHOUSE.replace(", credentialsSecret: crm-db", ""))
          .inNamespace(namespace)
          .create();
      await()
          .atMost(Duration.ofMinutes(3))
          .untilAsserted(() -> assertThat(ready(client)).contains("True"));
      assertThat(client.leases().inNamespace(namespace).withName("lakehouse-operator").get())
          .isNotNull();
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () ->
                  assertThat(get("/q/metrics"))
                      .contains("reconciliations_success_total{controller_name=\"lakehouse\""));
      assertThat(get("/q/health/live")).startsWith("200");
      assertThat(managers(client)).contains("lakehouse-operator");
      process.destroy();
      assertThat(process.onExit().orTimeout(60, TimeUnit.SECONDS).join().isAlive())
          .as("ends when it is asked to, and gives up the Lease")
          .isFalse();
    } catch (Throwable failure) {
      throw new AssertionError("the operator's log:\n" + Files.readString(log()), failure);
    }
  }

  @Test
  void theSecondReplicaTakesOverWhenTheFirstEnds() throws IOException {
    KubernetesClient client = ApiServer.client();
    Path secondLog = folder.resolve("second.log");
    await().atMost(Duration.ofMinutes(3)).until(() -> holder(client).isPresent());
    String first = holder(client).orElseThrow();
    Process second = start(secondLog);
    try {
      await().atMost(Duration.ofMinutes(3)).until(() -> listens(secondLog));
      assertThat(holder(client)).contains(first);
      process.destroy();
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(
              () -> assertThat(holder(client)).isPresent().isNotEqualTo(Optional.of(first)));
      client
          .resource(Specs.LAKEHOUSE.replace(", credentialsSecret: crm-db", ""))
          .inNamespace(namespace)
          .create();
      await()
          .atMost(Duration.ofMinutes(3))
          .untilAsserted(() -> assertThat(ready(client)).contains("True"));
    } catch (Throwable failure) {
      throw new AssertionError("the second's log:\n" + Files.readString(secondLog), failure);
    } finally {
      second.destroyForcibly().onExit().join();
    }
  }

  private Optional<String> holder(KubernetesClient client) {
    return Optional.ofNullable(
            client.leases().inNamespace(namespace).withName("lakehouse-operator").get())
        .map(lease -> lease.getSpec().getHolderIdentity())
        .filter(holder -> !holder.isBlank());
  }

  private static boolean listens(Path log) throws IOException {
    return LISTENING.matcher(Files.readString(log)).find();
  }

  private Optional<String> ready(KubernetesClient client) {
    return Optional.ofNullable(lakehouse(client).getStatus())
        .flatMap(status -> status.condition("Ready"))
        .map(Condition::status);
  }

  private Lakehouse lakehouse(KubernetesClient client) {
    return client.resources(Lakehouse.class).inNamespace(namespace).withName("default").get();
  }

  private List<String> managers(KubernetesClient client) {
    return lakehouse(client).getMetadata().getManagedFields().stream()
        .map(entry -> entry.getManager())
        .toList();
  }
}
