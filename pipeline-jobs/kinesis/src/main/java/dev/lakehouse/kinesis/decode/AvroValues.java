package dev.lakehouse.kinesis.decode;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;

/** Avro's values as {@link ColumnValues} takes them: nested ones as JSON. */
final class AvroValues {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private AvroValues() {}

  static Object raw(Object value, Schema schema) {
    if (value == null || value instanceof Boolean || value instanceof Double) {
      return value;
    } else if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    } else if (value instanceof Float number) {
      return number.doubleValue();
    } else if (value instanceof BigDecimal decimal) {
      return new ExactDecimal(decimal, precision(schema, decimal));
    } else if (value instanceof Instant || value instanceof LocalDate) {
      return value;
    } else if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    } else if (value instanceof GenericFixed fixed) {
      return fixed.bytes();
    }
    return nested(value, schema);
  }

  private static int precision(Schema schema, BigDecimal value) {
    for (Schema type : schema.isUnion() ? schema.getTypes() : java.util.List.of(schema)) {
      if (type.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
        return decimal.getPrecision();
      }
    }
    return value.precision();
  }

  private static Object nested(Object value, Schema schema) {
    if (value instanceof GenericRecord entries) {
      ObjectNode node = NODES.objectNode();
      for (Schema.Field field : entries.getSchema().getFields()) {
        node.set(field.name(), RawJson.of(raw(entries.get(field.pos()), field.schema())));
      }
      return node;
    } else if (value instanceof Collection<?> elements) {
      ArrayNode node = NODES.arrayNode();
      elements.forEach(element -> node.add(RawJson.of(raw(element, schema))));
      return node;
    } else if (value instanceof Map<?, ?> map) {
      ObjectNode node = NODES.objectNode();
      map.forEach((key, element) -> node.set(key.toString(), RawJson.of(raw(element, schema))));
      return node;
    }
    // Texts, symbols of an enum, UUIDs, local times.
    return value.toString();
  }
}
