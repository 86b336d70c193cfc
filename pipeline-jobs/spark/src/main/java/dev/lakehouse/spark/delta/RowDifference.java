package dev.lakehouse.spark.delta;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * How rows of some keys come to be others: rows that are in both stay where they are. As bags, so
 * keys need not identify rows.
 *
 * @param gone rows to be taken away
 * @param come rows to be added
 * @param updated pairs of a row that goes and one of the same key that comes
 */
record RowDifference(List<PlacedRow> gone, List<Row> come, long updated) {

  /**
   * The difference.
   *
   * @param keys names of columns; rows are paired by them
   */
  static RowDifference of(
      List<PlacedRow> before, List<Row> now, StructType schema, List<String> keys) {
    Map<Row, Deque<PlacedRow>> there = new HashMap<>();
    before.forEach(row -> there.computeIfAbsent(row.values(), r -> new ArrayDeque<>()).add(row));
    List<Row> come = new ArrayList<>();
    for (Row row : now) {
      Deque<PlacedRow> same = there.get(row);
      if (same == null || same.poll() == null) {
        come.add(row);
      }
    }
    List<PlacedRow> gone = there.values().stream().flatMap(Deque::stream).toList();
    return new RowDifference(gone, come, pairs(gone, come, PlacedRow.positions(schema, keys)));
  }

  private static long pairs(List<PlacedRow> gone, List<Row> come, int[] keys) {
    Map<List<Object>, Integer> open = new HashMap<>();
    gone.forEach(row -> open.merge(PlacedRow.values(row.values(), keys), 1, Integer::sum));
    long pairs = 0;
    for (Row row : come) {
      Integer left = open.get(PlacedRow.values(row, keys));
      if (left != null && left > 0) {
        open.put(PlacedRow.values(row, keys), left - 1);
        pairs++;
      }
    }
    return pairs;
  }

  long inserted() {
    return come.size() - updated;
  }

  long deleted() {
    return gone.size() - updated;
  }
}
