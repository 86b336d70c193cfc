package dev.lakehouse.spark.gold.incremental;

import dev.lakehouse.spark.delta.PlacedRow;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * New rows put on top of a table's: those of its rows that change, and what the table is to have of
 * all keys that came.
 */
record OnTop(List<PlacedRow> current, List<Row> made) {

  /**
   * By the collected rows of {@link Addition#onTopOf}; empty where two rows of the table have one
   * key, so that it does not say to which of them something came.
   *
   * @param added the new rows: those that no row of the table matches are rows of their own
   * @param width how many columns the table has
   */
  static Optional<OnTop> of(List<Row> matched, List<Row> added, int width) {
    OnTop result = new OnTop(new ArrayList<>(), new ArrayList<>());
    BitSet known = new BitSet(added.size());
    int number = width + PlacedRow.PLACE;
    for (Row row : matched) {
      if (known.get(row.getInt(number))) {
        return Optional.empty();
      }
      known.set(row.getInt(number));
      result.current.add(PlacedRow.of(row, width));
      result.made.add(from(row, number + 1, width));
    }
    for (int i = known.nextClearBit(0); i < added.size(); i = known.nextClearBit(i + 1)) {
      result.made.add(added.get(i));
    }
    return Optional.of(result);
  }

  private static Row from(Row row, int first, int columns) {
    Object[] values = new Object[columns];
    for (int i = 0; i < columns; i++) {
      values[i] = row.get(first + i);
    }
    return RowFactory.create(values);
  }
}
