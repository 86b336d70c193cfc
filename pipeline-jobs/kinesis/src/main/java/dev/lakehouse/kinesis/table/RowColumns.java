package dev.lakehouse.kinesis.table;

import io.delta.kernel.types.StructType;

/**
 * The columns of the rows that a table is given. They may grow at their end while rows are made, so
 * a row may be shorter than the columns are now: what it lacks is null.
 */
public interface RowColumns {
  /** The columns as they are now. */
  StructType schema();

  /**
   * The table was looked at: columns that it has beyond these become rows' columns as well.
   *
   * @throws SchemaMismatchException when a column of both has another type there
   */
  void adopt(StructType table);

  /** Columns that stay as they are. */
  static RowColumns fixed(StructType schema) {
    return new RowColumns() {
      @Override
      public StructType schema() {
        return schema;
      }

      @Override
      public void adopt(StructType table) {
        // Columns that others added stay null in these rows.
      }
    };
  }
}
