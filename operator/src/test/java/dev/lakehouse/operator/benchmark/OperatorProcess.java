package dev.lakehouse.operator.benchmark;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The operator as its image runs it, and what it costs. */
final class OperatorProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern HEAP =
      Pattern.compile("(?m)^jvm_memory_used_bytes\\{[^}]*area=\"heap\"[^}]*\\} (\\S+)$");

  private final HttpClient http = HttpClient.newHttpClient();
  private final int port = freePort();
  private final Path log;
  private final Process process;
  private final Duration start;

  /**
   * Starts it and waits until it is ready.
   *
   * @param environment as the chart gives it, and where the API server is
   */
  OperatorProcess(Path quarkusApp, Map<String, String> environment, Path log) {
    this.log = log;
    ProcessBuilder builder =
        new ProcessBuilder(java("java"), "-jar", quarkusApp.resolve("quarkus-run.jar").toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
    builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
    long began = System.nanoTime();
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("the operator's process could not be started", e);
    }
    awaitReady(began + PATIENCE.toNanos());
    start = Duration.ofNanos(System.nanoTime() - began);
  }

  /** From the start of the process until its readiness probe was answered with 200. */
  Duration start() {
    return start;
  }

  /** Processor time so far. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** Memory that the process has from the system, in MiB. */
  long residentMebibytes() {
    return statusField("VmRSS");
  }

  /** The most it had. */
  long peakResidentMebibytes() {
    return statusField("VmHWM");
  }

  /** What is alive in the heap, in MiB: after a full collection. */
  long liveHeapMebibytes() {
    jcmd("GC.run");
    Matcher pools = HEAP.matcher(get("/q/metrics").body());
    double bytes = 0;
    while (pools.find()) {
      bytes += Double.parseDouble(pools.group(1));
    }
    return Math.round(bytes / (1024 * 1024));
  }

  /** Writes the recording that was begun by the options of the process. */
  void dumpRecording(Path file) {
    jcmd("JFR.dump", "name=benchmark", "filename=" + file.toAbsolutePath());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void awaitReady(long deadline) {
    while (System.nanoTime() < deadline) {
      if (!process.isAlive()) {
        throw new IllegalStateException("the operator ended at its start; its log: " + log);
      }
      if (isReady()) {
        return;
      }
    }
    close();
    throw new IllegalStateException(
        "the operator was not ready within " + PATIENCE.toSeconds() + " s; its log: " + log);
  }

  private boolean isReady() {
    try {
      Thread.sleep(20);
      return get("/q/health/ready").statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false; // it does not listen yet
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> get(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private long statusField(String name) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
              .filter(line -> line.startsWith(name + ":"))
              .map(line -> line.replaceAll("\\D", ""))
              .mapToLong(Long::parseLong)
              .findFirst()
              .orElseThrow()
          / 1024;
    } catch (IOException e) {
      throw new UncheckedIOException("memory is read from /proc, which only Linux has", e);
    }
  }

  private void jcmd(String... command) {
    List<String> all = new ArrayList<>(List.of(java("jcmd"), Long.toString(process.pid())));
    all.addAll(List.of(command));
    try {
      Process jcmd =
          new ProcessBuilder(all)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (jcmd.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", all) + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String java(String program) {
    return Path.of(System.getProperty("java.home"), "bin", program).toString();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
