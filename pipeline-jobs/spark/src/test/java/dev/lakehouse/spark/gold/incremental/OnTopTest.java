package dev.lakehouse.spark.gold.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class OnTopTest {
  private static final Row FIRST = RowFactory.create("a", 1L);
  private static final Row SECOND = RowFactory.create("b", 2L);

  private static Row matched(String key, long was, int number, long becomes) {
    return RowFactory.create(key, was, "file", 5L, number, key, becomes);
  }

  @Test
  void rowsThatMatchChangeAndTheOthersAreNew() {
    OnTop all = OnTop.of(List.of(matched("b", 40, 1, 42)), List.of(FIRST, SECOND), 2).orElseThrow();
    assertThat(all.made()).containsExactly(RowFactory.create("b", 42L), FIRST);
    assertThat(all.current())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.values()).isEqualTo(RowFactory.create("b", 40L));
              assertThat(row.file()).isEqualTo("file");
              assertThat(row.index()).isEqualTo(5);
            });
  }

  @Test
  void aKeyThatTheTableHasTwiceIsNotAddedTo() {
    List<Row> twice = List.of(matched("a", 1, 0, 2), matched("a", 7, 0, 8));
    assertThat(OnTop.of(twice, List.of(FIRST), 2)).isEmpty();
  }
}
