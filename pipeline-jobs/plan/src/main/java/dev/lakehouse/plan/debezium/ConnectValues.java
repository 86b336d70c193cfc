package dev.lakehouse.plan.debezium;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/**
 * Values as their Connect schema means them: dates, times and exact numbers, which are written as
 * numbers and bytes. Without a schema, and where a value is not of its schema, they stay as they
 * are written.
 */
final class ConnectValues {
  private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);
  private static final long NANOS_A_MILLI = 1_000_000;
  private static final long NANOS_A_MICRO = 1000;

  private ConnectValues() {}

  /** The schema of that field of a struct; missing when it has none. */
  static JsonNode field(JsonNode struct, String name) {
    for (JsonNode field : struct.path("fields")) {
      if (name.equals(field.path("field").asText())) {
        return field;
      }
    }
    return NODES.missingNode();
  }

  /** A copy of the row with its values in the forms of JSON and ISO 8601. */
  static ObjectNode row(ObjectNode row, JsonNode schema) {
    ObjectNode copy = NODES.objectNode();
    row.properties()
        .forEach(
            each -> copy.set(each.getKey(), value(each.getValue(), field(schema, each.getKey()))));
    return copy;
  }

  private static JsonNode value(JsonNode value, JsonNode schema) {
    if (schema.isMissingNode() || value.isNull()) {
      return value;
    }
    try {
      String name = schema.path("name").asText();
      if ("io.debezium.data.VariableScaleDecimal".equals(name)) {
        return decimal(value.path("value"), value.path("scale").asInt());
      }
      if (value.isArray()) {
        ArrayNode items = NODES.arrayNode();
        value.forEach(item -> items.add(value(item, schema.path("items"))));
        return items;
      }
      return value.isObject() ? row((ObjectNode) value, schema) : scalar(value, name, schema);
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      return value;
    }
  }

  private static JsonNode scalar(JsonNode value, String name, JsonNode schema) {
    if ("org.apache.kafka.connect.data.Decimal".equals(name)) {
      return decimal(value, Integer.parseInt(schema.path("parameters").path("scale").asText()));
    }
    if (!value.isIntegralNumber()) {
      return value;
    }
    long number = value.longValue();
    return switch (name) {
      case "io.debezium.time.Date", "org.apache.kafka.connect.data.Date" ->
          NODES.textNode(LocalDate.ofEpochDay(number).toString());
      case "io.debezium.time.Timestamp", "org.apache.kafka.connect.data.Timestamp" ->
          instant(number, ChronoUnit.MILLIS);
      case "io.debezium.time.MicroTimestamp" -> instant(number, ChronoUnit.MICROS);
      case "io.debezium.time.NanoTimestamp" -> instant(number, ChronoUnit.NANOS);
      case "io.debezium.time.Time", "org.apache.kafka.connect.data.Time" ->
          time(number, NANOS_A_MILLI);
      case "io.debezium.time.MicroTime" -> time(number, NANOS_A_MICRO);
      case "io.debezium.time.NanoTime" -> time(number, 1);
      default -> value;
    };
  }

  private static JsonNode instant(long number, ChronoUnit unit) {
    return NODES.textNode(Instant.EPOCH.plus(number, unit).toString());
  }

  private static JsonNode time(long number, long nanos) {
    return NODES.textNode(LocalTime.ofNanoOfDay(Math.multiplyExact(number, nanos)).toString());
  }

  /** Of the unscaled number's bytes, the most significant first. */
  private static JsonNode decimal(JsonNode base64, int scale) {
    if (!base64.isTextual()) {
      return base64;
    }
    BigInteger unscaled = new BigInteger(Base64.getDecoder().decode(base64.textValue()));
    return NODES.numberNode(new BigDecimal(unscaled, scale));
  }
}
