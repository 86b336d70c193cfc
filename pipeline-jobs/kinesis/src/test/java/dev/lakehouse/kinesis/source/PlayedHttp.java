package dev.lakehouse.kinesis.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/**
 * HTTP/2 as SubscribeToShard speaks it, played by a test: the client sends its requests here, and
 * what it gets are the bytes that Kinesis sends, event by event. Nothing is given before it is
 * asked for.
 */
final class PlayedHttp implements SdkAsyncHttpClient {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int OK = 200;

  /** One answer to a SubscribeToShard. */
  final class Exchange implements Subscription {
    final JsonNode request;
    private final CompletableFuture<Void> done;
    private final Deque<byte[]> frames = new ArrayDeque<>();
    private Subscriber<? super ByteBuffer> subscriber;
    private long wanted;
    private boolean giving;
    private boolean ended;
    private Throwable broken;
    private volatile boolean cancelled;

    private Exchange(JsonNode request, CompletableFuture<Void> done) {
      this.request = request;
      this.done = done;
    }

    boolean isCancelled() {
      return cancelled;
    }

    /** The position that was asked for, as text. */
    String position() {
      return request.get("StartingPosition").toString();
    }

    /**
     * An event with records; null continuation: the shard's last.
     *
     * @param records JSON objects
     */
    void event(String continuation, String... records) {
      String next =
          continuation == null
              ? ",\"ChildShards\":[{\"ShardId\":\"shardId-000000000001\",\"ParentShards\":[\"shardId-000000000000\"],\"HashKeyRange\":{\"StartingHashKey\":\"0\",\"EndingHashKey\":\"9\"}}]"
              : ",\"ContinuationSequenceNumber\":\"" + continuation + "\"";
      send(
          Map.of(":message-type", "event", ":event-type", "SubscribeToShardEvent"),
          "{\"Records\":["
              + String.join(",", records)
              + "],\"MillisBehindLatest\":40"
              + next
              + "}");
    }

    /** The service ends the stream with an error. */
    void exception(String type) {
      send(Map.of(":message-type", "exception", ":exception-type", type), "{\"message\":\"no\"}");
    }

    private void send(Map<String, String> headers, String payload) {
      Map<String, HeaderValue> values =
          headers.entrySet().stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey, entry -> HeaderValue.fromString(entry.getValue())));
      values.put(":content-type", HeaderValue.fromString("application/x-amz-json-1.1"));
      ByteArrayOutputStream frame = new ByteArrayOutputStream();
      new Message(values, payload.getBytes(StandardCharsets.UTF_8)).encode(frame);
      synchronized (this) {
        frames.add(frame.toByteArray());
      }
      give();
    }

    /** Five minutes are over. */
    void end() {
      synchronized (this) {
        ended = true;
      }
      give();
    }

    /** The connection breaks. */
    void breakOff() {
      synchronized (this) {
        ended = true;
        broken = new IOException("connection reset");
      }
      give();
    }

    private void begin(Subscriber<? super ByteBuffer> to) {
      subscriber = to;
      to.onSubscribe(this);
      give();
    }

    @Override
    public void request(long n) {
      synchronized (this) {
        wanted += n;
      }
      give();
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    /** One at a time, and not from within itself. */
    private void give() {
      while (true) {
        byte[] next;
        synchronized (this) {
          if (giving || subscriber == null || cancelled) {
            return;
          }
          next = wanted > 0 ? frames.poll() : null;
          if (next == null && !(ended && frames.isEmpty())) {
            return;
          }
          giving = true;
          wanted--;
        }
        if (next == null) {
          finish();
          return;
        }
        subscriber.onNext(ByteBuffer.wrap(next));
        synchronized (this) {
          giving = false;
        }
      }
    }

    private void finish() {
      if (broken == null) {
        subscriber.onComplete();
        done.complete(null);
      } else {
        subscriber.onError(broken);
        done.completeExceptionally(broken);
      }
    }
  }

  private final List<Exchange> exchanges = new ArrayList<>();
  private final Deque<String> refusals = new ArrayDeque<>();

  /** The next request is answered with that error. */
  synchronized void refuse(String type) {
    refusals.add(type);
  }

  synchronized int count() {
    return exchanges.size();
  }

  synchronized Exchange last() {
    return exchanges.get(exchanges.size() - 1);
  }

  @Override
  public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    request
        .requestContentPublisher()
        .subscribe(
            new Subscriber<>() {
              @Override
              public void onSubscribe(Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
              }

              @Override
              public void onNext(ByteBuffer bytes) {
                byte[] part = new byte[bytes.remaining()];
                bytes.get(part);
                body.writeBytes(part);
              }

              @Override
              public void onError(Throwable error) {
                done.completeExceptionally(error);
              }

              @Override
              public void onComplete() {
                answer(request, body.toByteArray(), done);
              }
            });
    return done;
  }

  private void answer(AsyncExecuteRequest request, byte[] body, CompletableFuture<Void> done) {
    Exchange exchange;
    String refusal;
    synchronized (this) {
      exchange = new Exchange(read(body), done);
      exchanges.add(exchange);
      refusal = refusals.poll();
    }
    request
        .responseHandler()
        .onHeaders(
            SdkHttpResponse.builder()
                .statusCode(refusal == null ? OK : 400)
                .putHeader(
                    "Content-Type",
                    refusal == null
                        ? "application/vnd.amazon.eventstream"
                        : "application/x-amz-json-1.1")
                .build());
    request.responseHandler().onStream(exchange::begin);
    if (refusal == null) {
      exchange.send(Map.of(":message-type", "event", ":event-type", "initial-response"), "{}");
    } else {
      exchange.frames.add(
          "{\"__type\":\"%s\",\"message\":\"no\"}"
              .formatted(refusal)
              .getBytes(StandardCharsets.UTF_8));
      exchange.end();
    }
  }

  private static JsonNode read(byte[] body) {
    try {
      return MAPPER.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String clientName() {
    return "played";
  }

  @Override
  public void close() {}
}
