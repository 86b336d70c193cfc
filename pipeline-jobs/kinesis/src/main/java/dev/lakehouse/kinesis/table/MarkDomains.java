package dev.lakehouse.kinesis.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse.kinesis.core.Gap;
import dev.lakehouse.kinesis.core.Mark;
import dev.lakehouse.kinesis.core.StreamStart;
import java.math.BigInteger;
import java.time.Instant;

/**
 * Marks as Delta's domain metadata: one domain per shard, {@code
 * lakehouse.kinesis.<stream>.<shard>} (shard ids repeat between streams), and one for the stream,
 * {@code lakehouse.kinesis.<stream>}, written when the table is created, that keeps where reading
 * began and what the shards counted whose marks are gone.
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
    putNumber(json, "sequence", mark.sequence());
    json.put("rows", mark.rows());
    json.put("bytes", mark.bytes());
    if (mark.rescued() != 0) {
      json.put("rescued", mark.rescued());
    }
    putTime(json, "readUntil", mark.readUntil());
    if (mark.ended()) {
      json.put("ended", true);
    }
    if (mark.gap() != null) {
      ObjectNode gap = json.putObject("gap");
      putTime(gap, "from", mark.gap().from());
      putTime(gap, "to", mark.gap().to());
      putNumber(gap, "after", mark.gap().after());
      putNumber(gap, "before", mark.gap().before());
    }
    return json.toString();
  }

  static Mark readMark(String text) {
    JsonNode json = read(text);
    JsonNode gap = json.path("gap");
    return new Mark(
        number(json, "sequence"),
        json.path("rows").asLong(),
        json.path("bytes").asLong(),
        time(json, "readUntil"),
        json.path("ended").asBoolean(),
        gap.isMissingNode()
            ? null
            : new Gap(
                time(gap, "from"), time(gap, "to"), number(gap, "after"), number(gap, "before")),
        json.path("rescued").asLong());
  }

  static String writeStart(StreamStart start) {
    ObjectNode json = MAPPER.createObjectNode();
    putTime(json, "since", start.since());
    if (start.goneRows() != 0 || start.goneBytes() != 0) {
      json.put("goneRows", start.goneRows());
      json.put("goneBytes", start.goneBytes());
      json.put("goneRescued", start.goneRescued());
    }
    return json.toString();
  }

  static StreamStart readStart(String text) {
    JsonNode json = read(text);
    return new StreamStart(
        time(json, "since"),
        json.path("goneRows").asLong(),
        json.path("goneBytes").asLong(),
        json.path("goneRescued").asLong());
  }

  private static void putNumber(ObjectNode json, String field, BigInteger number) {
    if (number != null) {
      json.put(field, number.toString());
    }
  }

  private static BigInteger number(JsonNode json, String field) {
    return json.has(field) ? new BigInteger(json.path(field).asText()) : null;
  }

  private static void putTime(ObjectNode json, String field, Instant time) {
    if (time != null) {
      json.put(field, time.toString());
    }
  }

  private static Instant time(JsonNode json, String field) {
    return json.has(field) ? Instant.parse(json.path(field).asText()) : null;
  }

  private static JsonNode read(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a mark in the table's log is no JSON", e);
    }
  }
}
