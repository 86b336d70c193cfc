package dev.lakehouse.kinesis.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The fastest stream there can be: a process that speaks so much of Kinesis' protocol as a reader
 * needs and whose answers lie ready in memory. Arguments: a folder of files, whose lines are the
 * records, the number of shards, and how many bytes a second it gives of a shard (0: any number);
 * prints where it listens.
 */
public final class PreparedStream {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MOST_RECORDS = 10_000;
  private static final int MOST_BYTES = 10 << 20;

  private final List<List<byte[]>> shards;
  private final long bytesPerSecond;

  /** When each shard may be read again, in nanoseconds. */
  private final AtomicLongArray free;

  private PreparedStream(List<List<byte[]>> shards, long bytesPerSecond) {
    this.shards = shards;
    this.bytesPerSecond = bytesPerSecond;
    this.free = new AtomicLongArray(shards.size());
    IntStream.range(0, shards.size()).forEach(i -> free.set(i, System.nanoTime()));
  }

  public static void main(String[] words) throws IOException {
    int count = Integer.parseInt(words[1]);
    List<List<byte[]>> shards =
        IntStream.range(0, count).<List<byte[]>>mapToObj(i -> new ArrayList<>()).toList();
    int index = 0;
    for (Path file : files(Path.of(words[0]))) {
      for (String line : Files.readAllLines(file)) {
        List<byte[]> shard = shards.get(index++ % count);
        shard.add(record(shard.size(), line));
      }
    }
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", new PreparedStream(shards, Long.parseLong(words[2]))::handle);
    server.start();
    System.out.println("http://127.0.0.1:" + server.getAddress().getPort());
  }

  static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static byte[] record(int place, String payload) {
    String data = Base64.getEncoder().encodeToString(payload.getBytes(StandardCharsets.UTF_8));
    return "{\"SequenceNumber\":\"4959033827149025660855969253836157109592157%013d\",\"PartitionKey\":\"key-%d\",\"ApproximateArrivalTimestamp\":1767225600.5,\"Data\":\"%s\"}"
        .formatted(place + 1, place % 100, data)
        .getBytes(StandardCharsets.UTF_8);
  }

  private void handle(HttpExchange exchange) throws IOException {
    JsonNode request = MAPPER.readTree(exchange.getRequestBody());
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    byte[] answer =
        switch (target.substring(target.indexOf('.') + 1)) {
          case "ListShards" -> list();
          case "DescribeStreamSummary" ->
              text("{\"StreamDescriptionSummary\":{\"RetentionPeriodHours\":8760}}");
          case "GetShardIterator" -> iterator(request);
          case "GetRecords" -> records(request);
          default -> throw new IOException("not spoken here: " + target);
        };
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] list() {
    return text(
        IntStream.range(0, shards.size())
            .mapToObj(i -> "{\"ShardId\":\"%s\"}".formatted(id(i)))
            .collect(Collectors.joining(",", "{\"Shards\":[", "]}")));
  }

  private static String id(int index) {
    return "shardId-%012d".formatted(index);
  }

  private static byte[] iterator(JsonNode request) {
    int shard = Integer.parseInt(request.get("ShardId").asText().substring("shardId-".length()));
    String after = request.path("StartingSequenceNumber").asText("");
    int from = after.isEmpty() ? 0 : Integer.parseInt(after.substring(after.length() - 13));
    return text("{\"ShardIterator\":\"%d/%d\"}".formatted(shard, from));
  }

  private byte[] records(JsonNode request) {
    String[] iterator = request.get("ShardIterator").asText().split("/");
    int index = Integer.parseInt(iterator[0]);
    List<byte[]> shard = shards.get(index);
    pause(free.get(index) - System.nanoTime());
    int from = Integer.parseInt(iterator[1]);
    int limit = Math.min(MOST_RECORDS, request.path("Limit").asInt(MOST_RECORDS));
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.writeBytes(text("{\"Records\":["));
    int at = from;
    while (at < shard.size() && at - from < limit && answer.size() < MOST_BYTES) {
      if (at > from) {
        answer.write(',');
      }
      answer.writeBytes(shard.get(at++));
    }
    answer.writeBytes(
        text(
            "],\"NextShardIterator\":\"%s/%d\",\"MillisBehindLatest\":%d}"
                .formatted(iterator[0], at, shard.size() - at)));
    if (bytesPerSecond > 0) {
      // As Kinesis counts: what was given has to be waited for before the next read.
      long bytes = answer.size() * 3L / 4;
      free.set(index, System.nanoTime() + bytes * 1_000_000_000L / bytesPerSecond);
    }
    return answer.toByteArray();
  }

  private static void pause(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
