package dev.lakehouse.kinesis.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StructType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON objects and arrays as values of struct, array and map columns: an {@code Object[]}, a List,
 * a Map. Of a struct what fits is taken and the rest is left over; an array or a map fits as a
 * whole or not at all, because the place of an element tells something.
 */
final class NestedValues {
  /**
   * A struct of which a part does not fit.
   *
   * @param leftover the fields that do not fit
   */
  record Partly(Object[] value, ObjectNode leftover) {}

  private NestedValues() {}

  /** As {@link ColumnValues#convert}. */
  static Object convert(JsonNode node, DataType type) {
    if (type instanceof StructType struct && node.isObject()) {
      return struct((ObjectNode) node, struct);
    } else if (type instanceof ArrayType array && node.isArray()) {
      return array(node, array.getElementType());
    } else if (type instanceof MapType map && node.isObject()) {
      return map(node, map.getValueType());
    }
    return ColumnValues.MISMATCH;
  }

  private static Object struct(ObjectNode node, StructType type) {
    Object[] values = new Object[type.length()];
    ObjectNode leftover = null;
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      int ordinal = type.indexOf(field.getKey());
      Object value = ordinal < 0 ? ColumnValues.MISMATCH : element(field.getValue(), type, ordinal);
      if (value == ColumnValues.MISMATCH) {
        leftover = leftover == null ? JsonNodeFactory.instance.objectNode() : leftover;
        leftover.set(field.getKey(), field.getValue());
      } else if (value instanceof Partly partly) {
        leftover = leftover == null ? JsonNodeFactory.instance.objectNode() : leftover;
        leftover.set(field.getKey(), partly.leftover());
        values[ordinal] = partly.value();
      } else {
        values[ordinal] = value;
      }
    }
    return leftover == null ? values : new Partly(values, leftover);
  }

  private static Object element(JsonNode node, StructType type, int ordinal) {
    return ColumnValues.convert(RawJson.raw(node), type.at(ordinal).getDataType());
  }

  private static Object array(JsonNode node, DataType type) {
    List<Object> values = new ArrayList<>(node.size());
    for (JsonNode element : node) {
      Object value = ColumnValues.convert(RawJson.raw(element), type);
      if (value == ColumnValues.MISMATCH || value instanceof Partly) {
        return ColumnValues.MISMATCH;
      }
      values.add(value);
    }
    return values;
  }

  private static Object map(JsonNode node, DataType type) {
    Map<Object, Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      Object value = ColumnValues.convert(RawJson.raw(entry.getValue()), type);
      if (value == ColumnValues.MISMATCH || value instanceof Partly) {
        return ColumnValues.MISMATCH;
      }
      values.put(entry.getKey(), value);
    }
    return values;
  }
}
