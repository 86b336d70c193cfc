package dev.lakehouse.operator.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** etcd and kube-apiserver (and kube-controller-manager) as processes on free loopback ports. */
final class ControlPlane implements Cluster {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int START_TRIES = 3;

  private final Path binaries;
  private final Path folder;
  private final String token = UUID.randomUUID().toString();
  private final List<Process> processes = new ArrayList<>();
  private final int apiPort;
  private boolean controllers;

  /** A ready one. A free port can be taken by somebody else before it is bound: then others are. */
  static ControlPlane start(Path binaries) {
    RuntimeException last = null;
    for (int i = 0; i < START_TRIES; i++) {
      try {
        return new ControlPlane(binaries);
      } catch (IllegalStateException e) {
        last = e;
      }
    }
    throw last;
  }

  private ControlPlane(Path binaries) {
    this.binaries = binaries;
    try {
      folder = Files.createTempDirectory("lakehouse-api-server");
      int client = freePort();
      int peer = freePort();
      apiPort = freePort();
      writeKeys();
      String etcd = "http://127.0.0.1:" + client;
      String peers = "http://127.0.0.1:" + peer;
      run(
          "etcd",
          "--data-dir=" + folder.resolve("etcd"),
          "--listen-client-urls=" + etcd,
          "--advertise-client-urls=" + etcd,
          "--listen-peer-urls=" + peers,
          "--initial-advertise-peer-urls=" + peers,
          "--initial-cluster=default=" + peers,
          // What a test writes need not survive a power cut.
          "--unsafe-no-fsync");
      run("kube-apiserver", apiServer(etcd));
      awaitReady();
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    } catch (IllegalStateException e) {
      close();
      throw e;
    }
  }

  private String[] apiServer(String etcd) {
    return new String[] {
      "--etcd-servers=" + etcd,
      "--bind-address=127.0.0.1",
      "--secure-port=" + apiPort,
      "--cert-dir=" + folder.resolve("certificates"),
      "--token-auth-file=" + folder.resolve("tokens.csv"),
      "--service-account-key-file=" + folder.resolve("sa.key"),
      "--service-account-signing-key-file=" + folder.resolve("sa.key"),
      "--service-account-issuer=https://kubernetes.default.svc",
      "--service-cluster-ip-range=10.96.0.0/24",
      "--authorization-mode=RBAC"
    };
  }

  @Override
  public String kubeconfig() {
    return """
    apiVersion: v1
    kind: Config
    current-context: test
    contexts: [{name: test, context: {cluster: test, user: admin}}]
    clusters: [{name: test, cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}}]
    users: [{name: admin, user: {token: "%s"}}]
    """
        .formatted(apiPort, token);
  }

  @Override
  public boolean isGiven() {
    return false;
  }

  @Override
  public void startControllers() {
    if (controllers) {
      return;
    }
    controllers = true;
    try {
      Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), kubeconfig());
      run(
          "kube-controller-manager",
          "--kubeconfig=" + kubeconfig,
          "--service-account-private-key-file=" + folder.resolve("sa.key"),
          "--leader-elect=false",
          "--secure-port=0");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    // The API server first: it complains at length when etcd goes before it.
    for (int i = processes.size() - 1; i >= 0; i--) {
      processes.get(i).destroyForcibly();
    }
    for (Process process : processes) {
      process.onExit().join();
    }
    try (var files = Files.walk(folder)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run(String program, String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of(binaries.resolve(program).toString()));
    command.addAll(List.of(options));
    Path log = folder.resolve(program + ".log");
    processes.add(
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start());
  }

  private void writeKeys() throws IOException {
    Files.writeString(folder.resolve("tokens.csv"), token + ",admin,admin,\"system:masters\"\n");
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
      Files.writeString(
          folder.resolve("sa.key"),
          "-----BEGIN PRIVATE KEY-----\n"
              + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
              + "\n-----END PRIVATE KEY-----\n");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has RSA", e);
    }
  }

  private void awaitReady() {
    HttpClient http = trustingClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + apiPort + "/readyz"))
            .header("Authorization", "Bearer " + token)
            .timeout(Duration.ofSeconds(5))
            .build();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      if (isReady(http, request)) {
        return;
      }
      for (Process process : processes) {
        if (!process.isAlive()) {
          throw new IllegalStateException(
              process.info().command().orElse("a process")
                  + " ended; the end of its log:\n"
                  + logs());
        }
      }
    }
    throw new IllegalStateException("the API server was not ready in " + PATIENCE + ":\n" + logs());
  }

  private static boolean isReady(HttpClient http, HttpRequest request) {
    try {
      Thread.sleep(100);
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String logs() {
    StringBuilder tail = new StringBuilder();
    for (String program : List.of("etcd", "kube-apiserver")) {
      Path log = folder.resolve(program + ".log");
      if (Files.exists(log)) {
        try {
          List<String> lines = Files.readAllLines(log);
          lines
              .subList(Math.max(0, lines.size() - 10), lines.size())
              .forEach(line -> tail.append(program).append(": ").append(line).append('\n'));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return tail.toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The server signs its own certificate, for loopback only. */
  private static HttpClient trustingClient() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
      return HttpClient.newBuilder().sslContext(context).build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
