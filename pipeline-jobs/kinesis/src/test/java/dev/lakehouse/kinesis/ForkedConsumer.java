package dev.lakehouse.kinesis;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The consumer in a process of its own, with a pod's memory, as its image starts it. */
final class ForkedConsumer implements AutoCloseable {
  private static final Pattern READ =
      Pattern.compile("^lakehouse_consumer_records_read_total (\\d+)$", Pattern.MULTILINE);

  private static final Pattern PORT = Pattern.compile("liveness on port (\\d+)");

  private final Process process;
  private final Path log;
  private final HttpClient http = HttpClient.newHttpClient();

  ForkedConsumer(Path plan) throws IOException {
    log = Files.createTempFile(plan.getParent(), "consumer-", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Consumer.class.getName(),
            "--plan",
            plan.toString(),
            "--health-port",
            "0");
    builder.environment().put("AWS_ACCESS_KEY_ID", "test");
    builder.environment().put("AWS_SECRET_ACCESS_KEY", "test");
    process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /** Records read since its start, committed or not; 0 while it does not answer. */
  long recordsRead() {
    Matcher matcher = READ.matcher(get("/metrics"));
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  boolean isLive() {
    return get("/q/health/live").contains("UP");
  }

  private String get(String path) {
    try {
      Matcher port = PORT.matcher(log());
      if (!port.find()) {
        return "";
      }
      URI uri = URI.create("http://127.0.0.1:" + port.group(1) + path);
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** SIGTERM, and the exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    return process.waitFor();
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
