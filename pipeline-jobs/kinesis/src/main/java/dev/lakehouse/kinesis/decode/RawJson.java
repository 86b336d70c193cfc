package dev.lakehouse.kinesis.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;

/** A value as a format has it, as JSON: bytes as base64, times as ISO 8601. */
final class RawJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

  private RawJson() {}

  static JsonNode of(Object raw) {
    if (raw == null) {
      return NODES.nullNode();
    } else if (raw instanceof JsonNode node) {
      return node;
    } else if (raw instanceof Boolean value) {
      return NODES.booleanNode(value);
    } else if (raw instanceof Long value) {
      return NODES.numberNode(value);
    } else if (raw instanceof BigInteger value) {
      return NODES.numberNode(value);
    } else if (raw instanceof BigDecimal value) {
      return NODES.numberNode(value);
    } else if (raw instanceof Double value) {
      return number(value);
    } else if (raw instanceof ExactDecimal exact) {
      return NODES.numberNode(exact.value());
    } else if (raw instanceof byte[] bytes) {
      return NODES.binaryNode(bytes);
    } else if (raw instanceof CsvText csv) {
      return NODES.textNode(csv.text());
    } else if (raw instanceof Instant || raw instanceof LocalDate || raw instanceof String) {
      return NODES.textNode(raw.toString());
    }
    throw new IllegalArgumentException("no format has values of " + raw.getClass());
  }

  /** JSON has no infinity and no NaN: they are texts. */
  private static JsonNode number(double value) {
    return Double.isFinite(value)
        ? NODES.numberNode(value)
        : NODES.textNode(Double.toString(value));
  }

  /** The value of a JSON node as {@link ColumnValues} takes it. */
  static Object raw(JsonNode node) {
    if (node.isNull() || node.isMissingNode()) {
      return null;
    } else if (node.isTextual()) {
      return node.textValue();
    } else if (node.isBoolean()) {
      return node.booleanValue();
    } else if (node.isBinary()) {
      return node.asText();
    } else if (node.isIntegralNumber()) {
      return node.canConvertToLong() ? (Object) node.longValue() : node.bigIntegerValue();
    } else if (node.isDouble()) {
      return node.doubleValue();
    }
    return node.isNumber() ? node.decimalValue() : node;
  }
}
