package dev.lakehouse.spark.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpkeepRuleTest {
  private static final long MIB = 1L << 20;

  /**
   * Small files, saved by putting them together; clustered, of 100 MiB not yet; … ; what is done.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing         |  3 |  2 | false |  0 |   0 |  0 |  0 |  0 |                     ",
        "small files     | 11 | 10 | false |  0 |   0 |  0 |  0 |  0 | COMPACT             ",
        "one too few     | 10 |  9 | false |  0 |   0 |  0 |  0 |  0 |                     ",
        "not clustered   |  3 |  2 | true  | 20 |   0 |  0 |  0 |  0 | CLUSTER             ",
        "nearly          |  3 |  2 | true  | 19 |   0 |  0 |  0 |  0 |                     ",
        "clustered small | 11 | 10 | true  |  0 |   0 |  0 |  0 |  0 | CLUSTER             ",
        "not to be       | 11 | 10 | false | 90 |   0 |  0 |  0 |  0 | COMPACT             ",
        "deleted rows    |  0 |  0 | false |  0 | 100 |  0 |  0 |  0 | PURGE               ",
        "few deleted     |  0 |  0 | false |  0 |  99 |  0 |  0 |  0 |                     ",
        "no statistics   |  0 |  0 | false |  0 |   0 | 10 |  0 |  0 | STATISTICS          ",
        "nearly none     |  0 |  0 | false |  0 |   0 |  9 |  0 |  0 |                     ",
        "long log        |  0 |  0 | false |  0 |   0 |  0 | 50 |  0 | CHECKPOINT          ",
        "short log       |  0 |  0 | false |  0 |   0 |  0 | 49 |  0 |                     ",
        "obsolete        |  0 |  0 | false |  0 |   0 |  0 |  0 |  1 | VACUUM              ",
        "everything      | 11 | 10 | true  | 90 | 500 | 90 | 90 | 90 | PURGE CLUSTER STATISTICS CHECKPOINT VACUUM",
      })
  void whatIsMeasuredDecides(
      String what,
      long small,
      long saved,
      boolean clustered,
      long unclusteredMib,
      long deleted,
      long unmeasuredMib,
      long commits,
      long obsolete,
      String actions) {
    TableMeasures measures =
        measures(
            small,
            saved,
            clustered,
            unclusteredMib,
            deleted,
            unmeasuredMib,
            commits,
            obsolete,
            null);
    assertThat(
            UpkeepRule.actions(measures, Thresholds.DEFAULT).stream()
                .map(action -> action.kind().name()))
        .as(what)
        .containsExactly(actions == null ? new String[0] : actions.split(" "));
  }

  @Test
  void reasonsTellTheNumbers() {
    assertThat(
            UpkeepRule.actions(
                measures(11, 10, false, 0, 250, 30, 60, 7, null), Thresholds.DEFAULT))
        .extracting(UpkeepRule.Action::why)
        .containsExactly(
            "25 % of 1,000 rows in files are deleted",
            "11 of 40 files are small (5.5 MiB), 10 fewer will do",
            "12 of 40 files lack them, 30 % of 100.0 MiB",
            "60 commits since the last checkpoint",
            "7 files of 14.0 MiB that no version to keep needs");
  }

  @Test
  void nothingIsDeletedWhileAReaderNeedsIt() {
    assertThat(
            UpkeepRule.actions(
                measures(0, 0, false, 0, 0, 0, 0, 9, "gold.x has read up to version 3 only"),
                Thresholds.DEFAULT))
        .isEmpty();
  }

  private static TableMeasures measures(
      long small,
      long saved,
      boolean clustered,
      long unclusteredMib,
      long deleted,
      long unmeasuredMib,
      long commits,
      long obsolete,
      String heldBack) {
    return new TableMeasures(
        40,
        100 * MIB,
        small,
        small * MIB / 2,
        saved,
        clustered,
        unclusteredMib == 0 ? 0 : 5,
        unclusteredMib * MIB,
        1000,
        deleted,
        unmeasuredMib == 0 ? 0 : 12,
        unmeasuredMib * MIB,
        commits,
        obsolete,
        obsolete * 2 * MIB,
        Optional.ofNullable(heldBack));
  }

  /** Asked for, age of what the latest reader needs, what Delta remembers; hours, -: no reader. */
  @ParameterizedTest
  @CsvSource({
    "168,-,168,168,false",
    "168,20,168,168,false",
    "24,20,168,24,false",
    "24,22,168,25,false",
    "24,100,168,103,false",
    "24,165,168,168,false",
    "24,166,168,169,true",
    "200,190,168,200,false",
    "200,198,168,201,true",
  })
  void filesStayForTheLatestReader(
      long asked, String age, long remembered, long time, boolean heldBack) {
    Instant now = Instant.parse("2026-01-31T00:00:00Z");
    Optional<Readers.Late> late =
        age.equals("-")
            ? Optional.empty()
            : Optional.of(
                new Readers.Late("gold.x", 7, now.minus(Duration.ofHours(Long.parseLong(age)))));
    Retention retention =
        Retention.of(Duration.ofHours(asked), late, Duration.ofHours(remembered), now);
    assertThat(retention.time()).isEqualTo(Duration.ofHours(time));
    assertThat(retention.heldBack().isPresent()).isEqualTo(heldBack);
    retention
        .heldBack()
        .ifPresent(why -> assertThat(why).contains("gold.x has read up to version 7 only"));
  }
}
