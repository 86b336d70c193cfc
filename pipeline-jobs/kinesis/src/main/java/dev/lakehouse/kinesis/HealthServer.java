package dev.lakehouse.kinesis;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Answers the pod's liveness probe and Prometheus. */
final class HealthServer implements AutoCloseable {
  private static final String LIVE = "/q/health/live";
  private static final String METRICS = "/metrics";

  private final HttpServer server;

  HealthServer(int port, Heartbeat heartbeat, Metrics metrics) throws IOException {
    server = HttpServer.create(new InetSocketAddress(port), 0);
    server.createContext(
        LIVE,
        exchange -> {
          boolean alive = heartbeat.isAlive();
          String body = "{\"status\":\"%s\"}".formatted(alive ? "UP" : "DOWN");
          answer(exchange, alive ? 200 : 503, "application/json", body);
        });
    server.createContext(
        METRICS, exchange -> answer(exchange, 200, "text/plain; version=0.0.4", metrics.text()));
    server.start();
  }

  private static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
