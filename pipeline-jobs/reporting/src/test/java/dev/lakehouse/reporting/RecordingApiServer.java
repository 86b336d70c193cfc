package dev.lakehouse.reporting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Records each request and answers it as an API server would, or with an error while told so. */
final class RecordingApiServer implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  record Request(
      String method, String path, String query, String contentType, JsonNode body, int answer) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile int failing;
  private volatile Runnable beforeAnswer = () -> {};
  private volatile String stored = "";

  RecordingApiServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  List<Request> requests() {
    return requests;
  }

  List<Request> accepted() {
    return requests.stream().filter(request -> request.answer() == 200).toList();
  }

  JsonNode lastAcceptedStatus() {
    List<Request> accepted = accepted();
    return accepted.get(accepted.size() - 1).body().path("status");
  }

  /** Answers all requests with that error from now on; 0: with success. */
  void fail(int statusCode) {
    failing = statusCode;
  }

  /** What a GET is answered with. */
  void stores(String object) {
    stored = object;
  }

  /** Runs before each answer, on the server's thread. */
  void beforeAnswer(Runnable action) {
    beforeAnswer = action;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    int answer = failing == 0 ? 200 : failing;
    requests.add(
        new Request(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            exchange.getRequestURI().getQuery(),
            exchange.getRequestHeaders().getFirst("Content-Type"),
            MAPPER.readTree(body),
            answer));
    beforeAnswer.run();
    byte[] text =
        (answer == 200
                ? exchange.getRequestMethod().equals("GET") ? stored : body
                : "{\"kind\":\"Status\",\"apiVersion\":\"v1\"}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer, text.length);
    exchange.getResponseBody().write(text);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
