package dev.lakehouse.spark.delta;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class RowDifferenceTest {
  private static final StructType SCHEMA = new StructType().add("k", "bigint").add("v", "string");

  private static PlacedRow at(long index, Object... values) {
    return new PlacedRow(RowFactory.create(values), "f", index);
  }

  private static RowDifference of(List<PlacedRow> before, List<Row> now) {
    return RowDifference.of(before, now, SCHEMA, List.of("k"));
  }

  @Test
  void equalRowsStayOthersGoAndComeAndPairsOfAKeyAreUpdates() {
    RowDifference found =
        of(
            List.of(at(0, 1L, "a"), at(1, 2L, "b"), at(2, null, "c"), at(3, 4L, "d")),
            List.of(
                RowFactory.create(1L, "a"),
                RowFactory.create(2L, "B"),
                RowFactory.create(null, "c"),
                RowFactory.create(5L, null)));
    assertThat(found.gone()).extracting(PlacedRow::index).containsExactlyInAnyOrder(1L, 3L);
    assertThat(found.come())
        .containsExactly(RowFactory.create(2L, "B"), RowFactory.create(5L, null));
    assertThat(List.of(found.updated(), found.inserted(), found.deleted()))
        .containsExactly(1L, 1L, 1L);
  }

  @Test
  void rowsAreCountedWhereAKeyHasSeveral() {
    Random random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      List<PlacedRow> before = new ArrayList<>();
      for (int n = random.nextInt(8); n > 0; n--) {
        before.add(at(n, (long) random.nextInt(2), "" + random.nextInt(3)));
      }
      List<Row> now = new ArrayList<>();
      for (int n = random.nextInt(8); n > 0; n--) {
        now.add(RowFactory.create((long) random.nextInt(2), "" + random.nextInt(3)));
      }
      RowDifference found = of(before, now);
      List<PlacedRow> left = new ArrayList<>(before);
      left.removeAll(found.gone());
      List<Row> after = new ArrayList<>(left.stream().map(PlacedRow::values).toList());
      after.addAll(found.come());
      assertThat(after).containsExactlyInAnyOrderElementsOf(now);
      assertThat(before.size() + found.inserted() - found.deleted()).isEqualTo(now.size());
    }
  }
}
