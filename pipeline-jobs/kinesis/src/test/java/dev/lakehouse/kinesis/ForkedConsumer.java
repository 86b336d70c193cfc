package dev.lakehouse.kinesis;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The consumer in a process of its own, with a pod's memory, as its image starts it. */
final class ForkedConsumer implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("liveness on port (\\d+)");

  private final Process process;
  private final Path log;
  private final HttpClient http = HttpClient.newHttpClient();

  ForkedConsumer(Path plan, String... more) throws IOException {
    log = Files.createTempFile(plan.getParent(), "consumer-", ".log");
    List<String> command =
        new ArrayList<>(
            List.of(
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
                "0"));
    command.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("AWS_ACCESS_KEY_ID", "test");
    builder.environment().put("AWS_SECRET_ACCESS_KEY", "test");
    process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /** Records read since its start, committed or not; 0 while it does not answer. */
  long recordsRead() {
    return metric("lakehouse_consumer_records_read_total");
  }

  /** A metric without labels; 0 while it does not answer. */
  long metric(String name) {
    Matcher matcher =
        Pattern.compile("^" + name + " (\\d+)$", Pattern.MULTILINE).matcher(get("/metrics"));
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

  /** SIGSTOP: it sleeps in the middle of whatever it does. */
  void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** SIGCONT. */
  void wake() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
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
