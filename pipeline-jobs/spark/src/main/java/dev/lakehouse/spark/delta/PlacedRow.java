package dev.lakehouse.spark.delta;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * A row of a table and where it lies.
 *
 * @param values its columns, in the table's order
 * @param file as Spark names it
 * @param index its place in the file, counted from 0, deleted rows included
 */
public record PlacedRow(Row values, String file, long index) {
  private static final String FILE = "_lh_file";
  private static final String INDEX = "_lh_index";

  /** A table's rows with two more columns that {@link #of} understands. */
  public static Dataset<Row> in(Dataset<Row> table) {
    return table.select(
        col("*"), col("_metadata.file_path").as(FILE), col("_metadata.row_index").as(INDEX));
  }

  /** Collected rows of {@link #in}. */
  public static List<PlacedRow> of(List<Row> rows) {
    return rows.stream().map(PlacedRow::of).toList();
  }

  private static PlacedRow of(Row row) {
    int columns = row.length() - 2;
    Object[] values = new Object[columns];
    for (int i = 0; i < columns; i++) {
      values[i] = row.get(i);
    }
    return new PlacedRow(
        RowFactory.create(values), row.getString(columns), row.getLong(columns + 1));
  }

  /** The rows without where they lie, as a table of this JVM. */
  public static List<Row> values(List<PlacedRow> rows) {
    return rows.stream().map(PlacedRow::values).toList();
  }

  /** Positions of columns in {@code schema}. */
  static int[] positions(StructType schema, List<String> columns) {
    return columns.stream().mapToInt(schema::fieldIndex).toArray();
  }
}
