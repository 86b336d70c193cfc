package dev.lakehouse.spark.delta;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

class ColumnBoundsTest {
  private static final String STATISTICS =
      """
      {"numRecords": 3,
       "minValues": {"id": 4, "day": "2026-01-02", "name": "a", "rate": 0.5},
       "maxValues": {"id": 9, "day": "2026-02-03", "name": "b", "rate": 1.5},
       "nullCount": {"id": 0, "day": 1}}
      """;

  @Test
  void wholeNumbersAndDaysHaveBounds() {
    assertThat(ColumnBounds.of(STATISTICS, "id", DataTypes.LongType))
        .contains(new ColumnBounds(4, 9, false));
    assertThat(ColumnBounds.of(STATISTICS, "day", DataTypes.DateType))
        .contains(
            new ColumnBounds(
                LocalDate.of(2026, 1, 2).toEpochDay(),
                LocalDate.of(2026, 2, 3).toEpochDay(),
                true));
  }

  @Test
  void whatIsNotSaidOrIsOfAnotherTypeHasNone() {
    assertThat(ColumnBounds.of(STATISTICS, "other", DataTypes.LongType)).isEmpty();
    assertThat(ColumnBounds.of(STATISTICS, "name", DataTypes.StringType)).isEmpty();
    assertThat(ColumnBounds.of(STATISTICS, "rate", DataTypes.DoubleType)).isEmpty();
    assertThat(ColumnBounds.of("{\"numRecords\": 3}", "id", DataTypes.LongType)).isEmpty();
    assertThat(ColumnBounds.of("not JSON", "id", DataTypes.LongType)).isEmpty();
  }
}
