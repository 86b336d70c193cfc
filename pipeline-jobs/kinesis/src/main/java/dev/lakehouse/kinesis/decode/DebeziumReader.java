package dev.lakehouse.kinesis.decode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lakehouse.plan.debezium.ChangeEvent;
import java.io.IOException;

/** Change events of Debezium; tombstones, which come as empty records or null, are no rows. */
final class DebeziumReader implements PayloadReader {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  @Override
  public void read(byte[] payload, RowFiller row) throws MalformedPayloadException {
    ChangeEvent event = ChangeEvent.of(tree(payload));
    if (event.unreadable() != null) {
      throw new MalformedPayloadException(event.unreadable());
    }
    if (event.row() == null) {
      row.nothing();
      return;
    }
    event
        .row()
        .properties()
        .forEach(field -> row.field(field.getKey(), RawJson.raw(field.getValue())));
  }

  private static JsonNode tree(byte[] payload) throws MalformedPayloadException {
    try {
      JsonNode tree = MAPPER.readTree(payload);
      if (tree != null && !tree.isNull() && !tree.isMissingNode() && !tree.isObject()) {
        throw new MalformedPayloadException("no JSON object");
      }
      return tree;
    } catch (JsonProcessingException e) {
      e.clearLocation();
      throw new MalformedPayloadException(
          "no JSON: " + e.getOriginalMessage().lines().findFirst().orElse("unreadable"));
    } catch (IOException | NumberFormatException e) {
      throw new MalformedPayloadException("no JSON: unreadable");
    }
  }
}
