package dev.lakehouse.kinesis;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Answers the pod's liveness probe. */
final class HealthServer implements AutoCloseable {
  static final String LIVE = "/q/health/live";

  private final HttpServer server;

  HealthServer(int port, Heartbeat heartbeat) throws IOException {
    server = HttpServer.create(new InetSocketAddress(port), 0);
    server.createContext(
        LIVE,
        exchange -> {
          boolean alive = heartbeat.isAlive();
          byte[] body =
              "{\"status\":\"%s\"}"
                  .formatted(alive ? "UP" : "DOWN")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(alive ? 200 : 503, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
