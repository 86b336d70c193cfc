package dev.lakehouse.spark.bronze.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class DatedFoldersTest {
  private static final Instant NEW_YEAR = Instant.parse("2024-01-01T00:00:00Z");

  @Test
  void foldersOfEachLength() {
    assertThat(
            new DatedFolders("{yyyy}/{MM}/{dd}/{HH}")
                .between(NEW_YEAR.minusSeconds(1), at(1, 1, 0)))
        .containsExactly("2023/12/31/23", "2024/01/01/00");
    assertThat(new DatedFolders("added/dt={yyyy-MM-dd}").between(at(2, 28, 5), at(3, 1, 0)))
        .containsExactly("added/dt=2024-02-28", "added/dt=2024-02-29", "added/dt=2024-03-01");
    assertThat(new DatedFolders("{yyyyMM}").between(at(1, 31, 23), at(3, 1, 1)))
        .containsExactly("202401", "202402", "202403");
    assertThat(new DatedFolders("yyyy={yyyy}").between(at(5, 5, 5), at(5, 5, 6)))
        .containsExactly("yyyy=2024");
  }

  @Test
  void theEndIsNotPartOfARange() {
    assertThat(new DatedFolders("{yyyy}/{MM}/{dd}").between(NEW_YEAR, NEW_YEAR.plusSeconds(86_400)))
        .containsExactly("2024/01/01");
  }

  @Test
  void aWriterWhoseClockIsAheadIsSeen() {
    assertThat(new DatedFolders("{yyyy}/{MM}/{dd}").since(at(1, 1, 9), at(1, 2, 9)))
        .containsExactly("2024/01/01", "2024/01/02", "2024/01/03");
  }

  private static Instant at(int month, int day, int hour) {
    return Instant.parse("2024-%02d-%02dT%02d:30:00Z".formatted(month, day, hour));
  }
}
