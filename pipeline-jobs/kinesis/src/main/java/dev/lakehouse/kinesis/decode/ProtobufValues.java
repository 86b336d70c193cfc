package dev.lakehouse.kinesis.decode;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/** Protobuf's values as {@link ColumnValues} takes them: nested ones as JSON. */
final class ProtobufValues {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final long UNSIGNED_INT = 0xFFFF_FFFFL;

  private ProtobufValues() {}

  static Object raw(Message message, FieldDescriptor field) {
    Object value = message.getField(field);
    if (field.isMapField()) {
      return map((List<?>) value, field);
    }
    return field.isRepeated() ? array((List<?>) value, field) : single(value, field);
  }

  private static ArrayNode array(List<?> values, FieldDescriptor field) {
    ArrayNode node = NODES.arrayNode();
    values.forEach(value -> node.add(RawJson.of(single(value, field))));
    return node;
  }

  private static ObjectNode map(List<?> entries, FieldDescriptor field) {
    FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
    FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
    ObjectNode node = NODES.objectNode();
    for (Object entry : entries) {
      Message pair = (Message) entry;
      node.set(pair.getField(key).toString(), RawJson.of(single(pair.getField(value), value)));
    }
    return node;
  }

  private static Object single(Object value, FieldDescriptor field) {
    if (value instanceof Integer number) {
      return isUnsigned(field) ? number & UNSIGNED_INT : number.longValue();
    } else if (value instanceof Long number) {
      return isUnsigned(field) && number < 0
          ? (Object) new BigInteger(Long.toUnsignedString(number))
          : number;
    } else if (value instanceof Float number) {
      return number.doubleValue();
    } else if (value instanceof ByteString bytes) {
      return bytes.toByteArray();
    } else if (value instanceof EnumValueDescriptor symbol) {
      return symbol.getName();
    }
    return value instanceof Message message ? nested(message) : value;
  }

  private static boolean isUnsigned(FieldDescriptor field) {
    return switch (field.getType()) {
      case UINT32, UINT64, FIXED32, FIXED64 -> true;
      default -> false;
    };
  }

  private static Object nested(Message message) {
    if (message.getDescriptorForType().getFullName().equals("google.protobuf.Timestamp")) {
      Object instant = instant(message);
      if (instant != null) {
        return instant;
      }
    }
    ObjectNode node = NODES.objectNode();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (!field.hasPresence() || message.hasField(field)) {
        node.set(field.getName(), RawJson.of(raw(message, field)));
      }
    }
    message
        .getUnknownFields()
        .asMap()
        .forEach((number, values) -> node.set("#" + number, RawJson.of(unknown(values))));
    return node;
  }

  /** Null: out of any calendar's range. */
  private static Instant instant(Message message) {
    var type = message.getDescriptorForType();
    try {
      Instant time =
          Instant.ofEpochSecond(
              (Long) message.getField(type.findFieldByName("seconds")),
              (Integer) message.getField(type.findFieldByName("nanos")));
      ColumnValues.micros(time);
      return time;
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  /** What is known of a field that the type does not have: numbers, and bytes in base64. */
  static Object unknown(UnknownFieldSet.Field field) {
    ArrayNode node = NODES.arrayNode();
    field.getVarintList().forEach(node::add);
    field.getFixed32List().forEach(node::add);
    field.getFixed64List().forEach(node::add);
    field.getLengthDelimitedList().forEach(bytes -> node.add(bytes.toByteArray()));
    field.getGroupList().forEach(group -> node.add(group.toByteArray()));
    return node.size() == 1 ? RawJson.raw(node.get(0)) : node;
  }
}
