package dev.lakehouse.spark.bronze.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse.plan.HttpRead.PaginationType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * An API over records that change: a CRM with numbered pages, offsets or cursors, or a social
 * network with links. It fails now and then, gives a page twice, fewer records than asked for, and
 * more than are new.
 */
final class RecordsApi implements ApiServer.Handler {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MOST = 7;

  private final PaginationType type;
  private final Random random;
  private final TreeMap<Integer, ObjectNode> records = new TreeMap<>();
  private String url;

  RecordsApi(PaginationType type, long seed) {
    this.type = type;
    this.random = new Random(seed);
  }

  void at(String address) {
    this.url = address;
  }

  /** Inserts or changes a record at a time. */
  synchronized void put(int id, int version, long epochSeconds) {
    records.put(
        id,
        MAPPER
            .createObjectNode()
            .put("id", id)
            .put("version", version)
            .put("updatedAt", java.time.Instant.ofEpochSecond(epochSeconds).toString()));
  }

  /** The records as they are, {@code id.version}. */
  synchronized List<String> now() {
    return records.values().stream()
        .map(record -> record.get("id").asText() + "." + record.get("version").asText())
        .toList();
  }

  @Override
  public synchronized void handle(ApiServer.Request request) throws IOException {
    int luck = random.nextInt(12);
    if (luck == 0) {
      request.answer(503, "busy", "Retry-After", "0");
    } else if (luck == 1) {
      request.breakOff();
    } else {
      page(request);
    }
  }

  private void page(ApiServer.Request request) throws IOException {
    List<ObjectNode> found = new ArrayList<>(records.values());
    String since = request.query().get("since");
    if (since != null) {
      // Of a day's precision: older records come as well.
      String day = since.substring(0, 10);
      found.removeIf(record -> record.get("updatedAt").asText().compareTo(day) < 0);
    }
    found.sort(Comparator.comparing(record -> record.get("updatedAt").asText()));
    int size = 1 + random.nextInt(MOST);
    int position = position(request);
    int from =
        Math.min(type == PaginationType.PAGE ? (position - 1) * MOST : position, found.size());
    int to = Math.min(from + (type == PaginationType.PAGE ? MOST : size), found.size());
    // A page that begins again before its place: records that were given come once more.
    int again = type == PaginationType.OFFSET ? from : Math.max(0, from - random.nextInt(3));
    ObjectNode answer = MAPPER.createObjectNode();
    ArrayNode data = answer.putObject("result").putArray("data");
    found.subList(again, to).forEach(data::add);
    if (type == PaginationType.PAGE && from >= found.size()) {
      data.removeAll();
    }
    if (to < found.size() && type == PaginationType.CURSOR) {
      answer.putObject("paging").put("next", "c" + to);
    }
    String[] link =
        to < found.size() && type == PaginationType.LINK
            ? new String[] {"Link", "<" + next(request, to) + ">; rel=\"next\""}
            : new String[0];
    request.answer(200, answer.toString(), link);
  }

  private String next(ApiServer.Request request, int to) {
    String since = request.query().get("since");
    return url + "/records?at=" + to + (since == null ? "" : "&since=" + since.replace(":", "%3A"));
  }

  private static int position(ApiServer.Request request) {
    String at = request.query().getOrDefault("at", "0");
    return Integer.parseInt(at.startsWith("c") ? at.substring(1) : at);
  }
}
