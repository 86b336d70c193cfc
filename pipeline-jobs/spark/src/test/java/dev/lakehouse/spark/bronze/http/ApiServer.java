package dev.lakehouse.spark.bronze.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on the loopback address, for one test. */
final class ApiServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());

  /** What was asked. */
  record Request(HttpExchange exchange, String path, Map<String, String> query, String body) {
    String header(String name) {
      return exchange.getRequestHeaders().getFirst(name);
    }

    /** Answers with that text. */
    void answer(int status, String text, String... headers) throws IOException {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      if (bytes.length > 0) {
        exchange.getResponseBody().write(bytes);
      }
      exchange.close();
    }

    /** Promises more than it sends, then hangs up. */
    void breakOff() throws IOException {
      exchange.sendResponseHeaders(200, 100);
      exchange.getResponseBody().write("{\"da".getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
      try {
        exchange.getResponseBody().close();
      } catch (IOException e) {
        // Closing says that bytes are missing, which is the point.
      }
      exchange.close();
    }
  }

  /** Answers requests. */
  interface Handler {
    void handle(Request request) throws IOException;
  }

  ApiServer(Handler handler) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          Request request =
              new Request(
                  exchange,
                  exchange.getRequestURI().getPath(),
                  query(exchange.getRequestURI().getRawQuery()),
                  body);
          requests.add(request);
          handler.handle(request);
        });
    server.start();
  }

  String url() {
    return "http://" + server.getAddress().getHostString() + ":" + server.getAddress().getPort();
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new TreeMap<>();
    for (String part : raw == null ? new String[0] : raw.split("&")) {
      int equals = part.indexOf('=');
      query.put(decoded(part.substring(0, equals)), decoded(part.substring(equals + 1)));
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
