package dev.lakehouse.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeersTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration LONG = Duration.ofHours(1);

  @TempDir private Path folder;

  /** An API server that knows Leases, and one DataSource. */
  private HttpServer server;

  private final Map<String, ObjectNode> leases = new ConcurrentSkipListMap<>();
  private volatile boolean refuses;
  private int version;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    String name = path.substring(path.lastIndexOf('/') + 1);
    JsonNode answer = null;
    if (path.endsWith("/datasources/orders/status")) {
      answer = MAPPER.readTree("{\"kind\":\"DataSource\",\"metadata\":{\"uid\":\"u-1\"}}");
    } else if (refuses) {
      answer = null;
    } else if (path.endsWith("/leases")) {
      assertThat(exchange.getRequestURI().getQuery())
          .contains("labelSelector=lakehouse.dev/consumer-of=orders");
      ObjectNode list = MAPPER.createObjectNode().put("kind", "LeaseList");
      list.put("apiVersion", "coordination.k8s.io/v1");
      list.set("items", MAPPER.valueToTree(leases.values()));
      answer = list;
    } else if (exchange.getRequestMethod().equals("PATCH")) {
      ObjectNode lease = (ObjectNode) MAPPER.readTree(body);
      ((ObjectNode) lease.path("metadata")).put("resourceVersion", "" + ++version);
      leases.put(name, lease);
      answer = lease;
    } else if (exchange.getRequestMethod().equals("DELETE")) {
      answer = leases.remove(name);
    } else {
      answer = leases.get(name);
    }
    byte[] text = MAPPER.writeValueAsBytes(answer == null ? Map.of("kind", "Status") : answer);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer == null ? refuses ? 403 : 404 : 200, text.length);
    exchange.getResponseBody().write(text);
    exchange.close();
  }

  private Peers leasePeers(String name, Duration expiry) {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://localhost:" + server.getAddress().getPort())
            .withRequestRetryBackoffLimit(0)
            .build();
    return new LeasePeers(
        new KubernetesClientBuilder().withConfig(config).build(),
        ReportTarget.of("DataSource/crm/orders"),
        name,
        expiry);
  }

  private Peers folderPeers(String name, Duration expiry) {
    return new FolderPeers(folder.resolve("peers"), name, expiry);
  }

  @Test
  void whoeverLivesIsHeardAndWhoLeavesIsNot() throws IOException {
    try (Peers a = leasePeers("a", LONG);
        Peers b = leasePeers("b", LONG)) {
      areHeard(a, b);
    }
    assertThat(leases).containsOnlyKeys("a");
    JsonNode lease = leases.get("a");
    assertThat(lease.path("spec").path("holderIdentity").asText()).isEqualTo("a");
    assertThat(lease.path("spec").path("leaseDurationSeconds").asInt()).isEqualTo(3600);
    assertThat(lease.path("metadata").path("ownerReferences").path(0).path("uid").asText())
        .isEqualTo("u-1");
    areHeard(folderPeers("a", LONG), folderPeers("b", LONG));
  }

  private static void areHeard(Peers a, Peers b) throws IOException {
    assertThat(a.lastWords()).isEmpty();
    assertThat(a.exchange("one")).isEqualTo(Map.of("a", "one"));
    assertThat(b.exchange("two")).isEqualTo(Map.of("a", "one", "b", "two"));
    assertThat(a.exchange("three")).isEqualTo(Map.of("a", "three", "b", "two"));
    assertThat(a.lastWords()).contains("three");
    b.leave();
    assertThat(a.exchange("four")).isEqualTo(Map.of("a", "four"));
  }

  @Test
  void whoeverIsSilentIsGoneAndItsLeaseRemoved() throws Exception {
    try (Peers a = leasePeers("a", Duration.ofMillis(1));
        Peers b = leasePeers("b", Duration.ofMillis(1))) {
      b.exchange("two");
      a.exchange("one");
      Thread.sleep(20);
      assertThat(a.exchange("one")).isEqualTo(Map.of("a", "one"));
      assertThat(leases).containsOnlyKeys("a");
    }
    Peers a = folderPeers("a", Duration.ofMillis(1));
    folderPeers("b", LONG).exchange("two");
    a.exchange("one");
    Thread.sleep(20);
    assertThat(a.exchange("one")).isEqualTo(Map.of("a", "one"));
  }

  @Test
  void whoeverCanNotBeAskedIsAnError() {
    refuses = true;
    try (Peers a = leasePeers("a", LONG)) {
      assertThatThrownBy(() -> a.exchange("one")).isInstanceOf(IOException.class);
      assertThatThrownBy(a::lastWords).isInstanceOf(IOException.class);
      a.leave();
    }
  }

  @Test
  void onlyChangesAreSignsOfLife() {
    Liveness liveness = new Liveness(Duration.ofNanos(10));
    assertThat(liveness.alive(Map.of("a", "1", "b", "1"), 0)).isEqualTo(Set.of("a", "b"));
    assertThat(liveness.alive(Map.of("a", "2", "b", "1"), 10)).isEqualTo(Set.of("a", "b"));
    assertThat(liveness.alive(Map.of("a", "2", "b", "1"), 11)).isEqualTo(Set.of("a"));
    assertThat(liveness.longGone(100)).isEmpty();
    assertThat(liveness.longGone(101)).isEqualTo(Set.of("b"));
    assertThat(liveness.alive(Map.of("a", "2", "b", "2"), 111)).isEqualTo(Set.of("b"));
  }
}
