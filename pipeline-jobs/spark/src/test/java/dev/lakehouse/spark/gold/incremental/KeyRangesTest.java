package dev.lakehouse.spark.gold.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.spark.delta.ColumnBounds;
import dev.lakehouse.spark.gold.incremental.KeyRanges.Range;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

class KeyRangesTest {
  private static List<Row> keys(Object... values) {
    return Arrays.stream(values).map(value -> RowFactory.create(value)).toList();
  }

  @Test
  void keysInHeapsHaveARangeForEachAndThoseSpreadEvenlyHaveOne() {
    assertThat(KeyRanges.heaps(new long[] {1, 2, 3, 1000, 1001, 5000}))
        .containsExactly(new Range(1, 3), new Range(1000, 1001), new Range(5000, 5000));
    assertThat(KeyRanges.heaps(LongStream.range(0, 1000).map(i -> i * 7).toArray()))
        .containsExactly(new Range(0, 6993));
    assertThat(KeyRanges.heaps(new long[] {Long.MIN_VALUE, Long.MAX_VALUE}))
        .containsExactly(
            new Range(Long.MIN_VALUE, Long.MIN_VALUE), new Range(Long.MAX_VALUE, Long.MAX_VALUE));
  }

  @Test
  void everyKeyIsInARange() {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      long[] sorted =
          random
              .longs(1 + random.nextInt(40))
              .map(value -> random.nextBoolean() ? value : value % 100)
              .sorted()
              .toArray();
      List<Range> ranges = KeyRanges.heaps(sorted);
      assertThat(ranges).hasSizeLessThanOrEqualTo(KeyRanges.MOST);
      for (long value : sorted) {
        assertThat(ranges).anyMatch(range -> range.from() <= value && value <= range.to());
      }
    }
  }

  @Test
  void aFileIsReadWhenAKeyLiesWithinItsBounds() {
    KeyRanges keys = KeyRanges.of(keys(3L, 7L, 7000L), 0, DataTypes.LongType).orElseThrow();
    assertThat(keys.mayBeIn(new ColumnBounds(7, 7, false))).isTrue();
    assertThat(keys.mayBeIn(new ColumnBounds(-5, 3, false))).isTrue();
    assertThat(keys.mayBeIn(new ColumnBounds(8, 6999, true))).isFalse();
    assertThat(keys.mayBeIn(new ColumnBounds(7001, Long.MAX_VALUE, true))).isFalse();
    KeyRanges withNull = KeyRanges.of(keys(3L, null), 0, DataTypes.LongType).orElseThrow();
    assertThat(withNull.mayBeIn(new ColumnBounds(8, 9, true))).isTrue();
    assertThat(withNull.mayBeIn(new ColumnBounds(8, 9, false))).isFalse();
  }

  @Test
  void nullIsAKeyDaysAreNumbersAndTextHasNoRanges() {
    LocalDate day = LocalDate.of(2026, 1, 1);
    KeyRanges days =
        KeyRanges.of(
                keys(java.sql.Date.valueOf(day), null, java.sql.Date.valueOf(day.plusDays(3))),
                0,
                DataTypes.DateType)
            .orElseThrow();
    assertThat(days.withNull()).isTrue();
    assertThat(days.ranges().get(0).from()).isEqualTo(day.toEpochDay());
    assertThat(KeyRanges.of(keys("a", "b"), 0, DataTypes.StringType)).isEmpty();
    assertThat(KeyRanges.of(keys(1.5, 2.5), 0, DataTypes.DoubleType)).isEmpty();
  }
}
