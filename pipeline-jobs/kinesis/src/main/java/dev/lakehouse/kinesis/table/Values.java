package dev.lakehouse.kinesis.table;

import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StructType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Java objects as a column: {@code Object[]} for a struct, a List for an array, a Map for a map.
 */
abstract class Values implements ColumnVector {
  private final DataType type;
  private final int size;

  Values(DataType type, int size) {
    this.type = type;
    this.size = size;
  }

  /** A column of these. */
  static ColumnVector of(DataType type, List<?> values) {
    return new Values(type, values.size()) {
      @Override
      Object value(int row) {
        return values.get(row);
      }
    };
  }

  /** The row's value, or null. */
  abstract Object value(int row);

  @Override
  public DataType getDataType() {
    return type;
  }

  @Override
  public int getSize() {
    return size;
  }

  @Override
  public void close() {}

  @Override
  public boolean isNullAt(int row) {
    return value(row) == null;
  }

  @Override
  public boolean getBoolean(int row) {
    return (Boolean) value(row);
  }

  @Override
  public byte getByte(int row) {
    return (Byte) value(row);
  }

  @Override
  public short getShort(int row) {
    return (Short) value(row);
  }

  @Override
  public int getInt(int row) {
    return (Integer) value(row);
  }

  @Override
  public long getLong(int row) {
    return (Long) value(row);
  }

  @Override
  public float getFloat(int row) {
    return (Float) value(row);
  }

  @Override
  public double getDouble(int row) {
    return (Double) value(row);
  }

  @Override
  public byte[] getBinary(int row) {
    return (byte[]) value(row);
  }

  @Override
  public String getString(int row) {
    return (String) value(row);
  }

  @Override
  public BigDecimal getDecimal(int row) {
    return (BigDecimal) value(row);
  }

  @Override
  public ColumnVector getChild(int ordinal) {
    return new Values(((StructType) type).at(ordinal).getDataType(), size) {
      @Override
      Object value(int row) {
        Object[] struct = (Object[]) Values.this.value(row);
        return struct == null ? null : struct[ordinal];
      }
    };
  }

  @Override
  public ArrayValue getArray(int row) {
    List<?> values = (List<?>) value(row);
    ColumnVector elements = of(((ArrayType) type).getElementType(), values);
    return new ArrayValue() {
      @Override
      public int getSize() {
        return values.size();
      }

      @Override
      public ColumnVector getElements() {
        return elements;
      }
    };
  }

  @Override
  public MapValue getMap(int row) {
    Map<?, ?> map = (Map<?, ?>) value(row);
    ColumnVector keys = of(((MapType) type).getKeyType(), new ArrayList<>(map.keySet()));
    ColumnVector values = of(((MapType) type).getValueType(), new ArrayList<>(map.values()));
    return new MapValue() {
      @Override
      public int getSize() {
        return map.size();
      }

      @Override
      public ColumnVector getKeys() {
        return keys;
      }

      @Override
      public ColumnVector getValues() {
        return values;
      }
    };
  }
}
