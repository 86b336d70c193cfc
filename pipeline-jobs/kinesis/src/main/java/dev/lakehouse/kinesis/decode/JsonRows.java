package dev.lakehouse.kinesis.decode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse.kinesis.core.Decoded;
import dev.lakehouse.kinesis.core.RowMaker;
import dev.lakehouse.kinesis.core.StreamRecord;
import io.delta.kernel.types.DataType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Rows of JSON payloads. Unknown fields, and values that do not fit their column's type, are kept
 * as JSON in {@code _rescued}; a payload that is no JSON object is malformed.
 */
public final class JsonRows implements RowMaker {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  /** A second value after the object means that two records ran together, or that one was cut. */
  private static final ObjectReader PAYLOAD =
      MAPPER.readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final BronzeColumns columns;
  private final Map<String, Integer> indexes = new HashMap<>();
  private final DataType[] types;

  public JsonRows(BronzeColumns columns) {
    this.columns = columns;
    this.types = columns.declaredTypes();
    for (int i = 0; i < types.length; i++) {
      indexes.put(columns.declaredName(i), i);
    }
  }

  @Override
  public Decoded bronze(String shard, StreamRecord record, Instant ingestedAt) {
    JsonNode payload;
    try {
      payload = PAYLOAD.readValue(record.data());
    } catch (IOException e) {
      return new Decoded.Malformed("no JSON: " + reason(e));
    }
    if (payload == null || !payload.isObject()) {
      return new Decoded.Malformed("no JSON object");
    }
    Object[] row = columns.newRow();
    if (columns.isPayloadOnly()) {
      row[0] = utf8(record.data());
      if (row[0] == null) {
        return new Decoded.Malformed("not UTF-8");
      }
    } else {
      fill(row, (ObjectNode) payload);
    }
    columns.setOrigin(row, shard, record, ingestedAt);
    return new Decoded.Row(row);
  }

  private void fill(Object[] row, ObjectNode payload) {
    ObjectNode rescued = null;
    for (Map.Entry<String, JsonNode> field : payload.properties()) {
      Integer index = indexes.get(field.getKey());
      Object value =
          index == null ? JsonValues.MISMATCH : JsonValues.convert(field.getValue(), types[index]);
      if (value == JsonValues.MISMATCH) {
        rescued = rescued == null ? MAPPER.createObjectNode() : rescued;
        rescued.set(field.getKey(), field.getValue());
      } else {
        row[index] = value;
      }
    }
    columns.setRescued(row, rescued == null ? null : rescued.toString());
  }

  @Override
  public Object[] deadLetter(String shard, StreamRecord record, String reason, Instant ingestedAt) {
    String text = utf8(record.data());
    return DeadLetterColumns.row(
        text, text == null ? record.data() : null, reason, shard, record, ingestedAt);
  }

  /** The text, or null when the bytes are none. */
  private static String utf8(byte[] data) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** What is wrong and where, without the payload's text: it may hold personal data. */
  private static String reason(IOException e) {
    if (e instanceof JsonProcessingException json) {
      json.clearLocation();
      return json.getOriginalMessage().lines().findFirst().orElse("unreadable");
    }
    return "unreadable";
  }
}
