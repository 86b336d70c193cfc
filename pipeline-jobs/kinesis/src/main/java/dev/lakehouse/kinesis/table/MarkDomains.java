package dev.lakehouse.kinesis.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse.kinesis.core.Mark;
import java.math.BigInteger;
import java.time.Instant;

/**
 * Marks as Delta's domain metadata: one domain per shard, {@code
 * lakehouse.kinesis.<stream>.<shard>} (shard ids repeat between streams), and one for the stream,
 * {@code lakehouse.kinesis.<stream>}, written when the table is created, that keeps where reading
 * began.
 */
final class MarkDomains {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String SHARD_PREFIX = ".shardId-";

  private final String streamDomain;

  MarkDomains(String stream) {
    this.streamDomain = "lakehouse.kinesis." + stream;
  }

  String ofStream() {
    return streamDomain;
  }

  String ofShard(String shard) {
    return streamDomain + "." + shard;
  }

  /** The shard of that domain, or null when it is another's. */
  String shard(String domain) {
    return domain.startsWith(streamDomain + SHARD_PREFIX)
        ? domain.substring(streamDomain.length() + 1)
        : null;
  }

  static String write(Mark mark) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("sequence", mark.sequence().toString());
    json.put("rows", mark.rows());
    return json.toString();
  }

  static Mark readMark(String text) {
    JsonNode json = read(text);
    return new Mark(new BigInteger(json.path("sequence").asText()), json.path("rows").asLong());
  }

  static String writeStart(Instant since) {
    ObjectNode json = MAPPER.createObjectNode();
    if (since != null) {
      json.put("since", since.toString());
    }
    return json.toString();
  }

  static Instant readStart(String text) {
    JsonNode since = read(text).path("since");
    return since.isMissingNode() ? null : Instant.parse(since.asText());
  }

  private static JsonNode read(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a mark in the table's log is no JSON", e);
    }
  }
}
