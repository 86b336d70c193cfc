package dev.lakehouse.emulators;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands before an emulator and passes requests on, except that some go wrong. */
public final class FaultProxy implements AutoCloseable {
  /** What can go wrong with a request. */
  public enum Fault {
    /** The connection ends before the request arrives. */
    RESET,
    /** Answered with 500, without effect. */
    ERROR,
    /** Answered with 503 slow down, without effect. */
    SLOW_DOWN,
    /** It takes effect, but the answer is lost: the ambiguous one. */
    ANSWER_LOST,
    /** It takes effect late, after its sender has had a failure. */
    LATE
  }

  /** Set by the HTTP client itself, or true of one connection only. */
  private static final Set<String> HOP =
      Set.of("connection", "host", "content-length", "expect", "transfer-encoding", "upgrade");

  private static final long LATE_MILLIS = 300;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String target;
  private final Random random;
  private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
  private volatile double share;
  private int putsToLose;
  private volatile String refused;
  private int refusals;

  /** Passes all on until told otherwise. */
  public FaultProxy(String target, long seed) {
    this.target = target;
    this.random = new Random(seed);
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Where it answers. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** From now on that share of the requests goes wrong, in all ways alike. */
  public void goWrong(double shareOfRequests) {
    share = shareOfRequests;
  }

  /** The answers to the next {@code count} PUTs are lost, after they took effect. */
  public synchronized void loseAnswersToPuts(int count) {
    putsToLose = count;
  }

  /** From now on each request with that text in its body is answered with 500; null: none is. */
  public void refuse(String text) {
    refused = text;
  }

  /** How often something was refused for its text. */
  public synchronized int refusals() {
    return refusals;
  }

  /** How often each fault happened. */
  public synchronized Map<Fault, Integer> counts() {
    return new EnumMap<>(counts);
  }

  private synchronized Fault next(String method, byte[] body) {
    String text = refused;
    if (text != null && new String(body, StandardCharsets.UTF_8).contains(text)) {
      refusals++;
      return Fault.ERROR;
    }
    if (putsToLose > 0 && method.equals("PUT")) {
      putsToLose--;
      return counted(Fault.ANSWER_LOST);
    }
    if (random.nextDouble() >= share) {
      return null;
    }
    return counted(Fault.values()[random.nextInt(Fault.values().length)]);
  }

  private Fault counted(Fault fault) {
    counts.merge(fault, 1, Integer::sum);
    return fault;
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    Fault fault = next(exchange.getRequestMethod(), body);
    try {
      if (fault == null) {
        answer(exchange, forward(exchange, body));
      } else {
        goWrong(exchange, body, fault);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }

  private void goWrong(HttpExchange exchange, byte[] body, Fault fault)
      throws IOException, InterruptedException {
    switch (fault) {
      case ERROR -> refuse(exchange, 500, "InternalError");
      case SLOW_DOWN -> refuse(exchange, 503, "SlowDown");
      case ANSWER_LOST -> forward(exchange, body);
      case LATE -> {
        HttpRequest request = request(exchange, body);
        threads.execute(() -> sendLate(request));
      }
      case RESET -> {}
    }
  }

  private void sendLate(HttpRequest request) {
    try {
      Thread.sleep(LATE_MILLIS);
      client.send(request, HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      // Its sender believes that it failed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
    boolean json =
        String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")).contains("amz-json");
    String text =
        json
            ? "{\"__type\":\"%s\",\"message\":\"a fault\"}".formatted(code)
            : "<Error><Code>%s</Code><Message>a fault</Message></Error>".formatted(code);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange
        .getResponseHeaders()
        .set("Content-Type", json ? "application/x-amz-json-1.1" : "application/xml");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
    if (!head) {
      exchange.getResponseBody().write(bytes);
    }
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    return client.send(request(exchange, body), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpRequest request(HttpExchange exchange, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!HOP.contains(name.toLowerCase())) {
                values.forEach(value -> request.header(name, value));
              }
            });
    return request.build();
  }

  private static void answer(HttpExchange exchange, HttpResponse<byte[]> answer)
      throws IOException {
    answer
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!HOP.contains(name.toLowerCase())) {
                exchange.getResponseHeaders().put(name, values);
              }
            });
    byte[] body = answer.body();
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head) {
      answer
          .headers()
          .firstValue("content-length")
          .ifPresent(length -> exchange.getResponseHeaders().set("Content-Length", length));
    }
    exchange.sendResponseHeaders(answer.statusCode(), head || body.length == 0 ? -1 : body.length);
    if (!head && body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
