package dev.lakehouse.kinesis.table;

import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.types.StructType;
import java.util.List;

/**
 * Rows as the columns that Delta Kernel writes.
 *
 * @param ordinals for each column of the schema where it stands in a row; -1, or behind a row's
 *     end: null
 */
record RowBatch(StructType getSchema, List<Object[]> rows, int[] ordinals)
    implements ColumnarBatch {
  @Override
  public int getSize() {
    return rows.size();
  }

  @Override
  public ColumnVector getColumnVector(int column) {
    int ordinal = ordinals[column];
    return new Values(getSchema.at(column).getDataType(), rows.size()) {
      @Override
      Object value(int row) {
        Object[] values = rows.get(row);
        return ordinal < 0 || ordinal >= values.length ? null : values[ordinal];
      }
    };
  }
}
