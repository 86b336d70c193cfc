package dev.lakehouse.spark.delta;

import static org.apache.spark.sql.functions.col;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
  /** How many columns tell where a row lies. */
  public static final int PLACE = 2;

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
    return of(row, row.length() - PLACE);
  }

  /** The first columns of a row, followed by where it lies. */
  public static PlacedRow of(Row row, int columns) {
    Object[] values = new Object[columns];
    for (int i = 0; i < columns; i++) {
      values[i] = row.get(i);
    }
    return new PlacedRow(
        RowFactory.create(values), row.getString(columns), row.getLong(columns + 1));
  }

  /** Whether no two rows with the columns of {@code schema} are alike in these. */
  public static boolean unique(List<Row> rows, StructType schema, List<String> columns) {
    int[] positions = positions(schema, columns);
    Set<List<Object>> found = new HashSet<>();
    return rows.stream().allMatch(row -> found.add(values(row, positions)));
  }

  /** Some columns of a row. */
  static List<Object> values(Row row, int[] positions) {
    return Arrays.asList(Arrays.stream(positions).mapToObj(row::get).toArray()); // with nulls
  }

  /** Positions of columns in {@code schema}. */
  static int[] positions(StructType schema, List<String> columns) {
    return columns.stream().mapToInt(schema::fieldIndex).toArray();
  }
}
