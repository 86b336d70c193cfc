package dev.lakehouse.kinesis.table;

import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.StructType;
import java.math.BigDecimal;
import java.util.List;

/** Rows as the columns that Delta Kernel writes. */
record RowBatch(StructType getSchema, List<Object[]> rows) implements ColumnarBatch {
  @Override
  public int getSize() {
    return rows.size();
  }

  @Override
  public ColumnVector getColumnVector(int ordinal) {
    return new Column(getSchema.at(ordinal).getDataType(), rows, ordinal);
  }

  private record Column(DataType getDataType, List<Object[]> rows, int ordinal)
      implements ColumnVector {
    @Override
    public int getSize() {
      return rows.size();
    }

    @Override
    public void close() {}

    private Object value(int row) {
      return rows.get(row)[ordinal];
    }

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
  }
}
