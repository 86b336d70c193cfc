package dev.lakehouse.kinesis.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GapsTest {
  private static final Instant NOW = Instant.parse("2026-01-10T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Instant OLDEST = NOW.minus(DAY).minusSeconds(60);
  private static final Position BEHIND = new Position.After(BigInteger.TEN);

  private static Fetched fetched(Position from, Instant... arrivals) {
    List<StreamRecord> records =
        Arrays.stream(arrivals)
            .map(at -> new StreamRecord(BigInteger.valueOf(20), "k", at, new byte[0]))
            .toList();
    return new Fetched("s", from, records, false, 0);
  }

  @Test
  void theSpanFromTheLastReadToTheOldestRecordThereCanBe() {
    Instant readUntil = NOW.minus(Duration.ofDays(3));
    assertThat(Gaps.before(fetched(BEHIND, NOW), readUntil, DAY, NOW))
        .contains(new Gap(readUntil, OLDEST, BigInteger.TEN, BigInteger.valueOf(20)));
    assertThat(Gaps.before(fetched(BEHIND), readUntil, DAY, NOW))
        .contains(new Gap(readUntil, OLDEST, BigInteger.TEN, null));
  }

  @Test
  void recordsThatAreOlderThanRetentionAreThereNevertheless() {
    Instant readUntil = NOW.minus(Duration.ofDays(3));
    Instant first = NOW.minus(Duration.ofDays(2));
    assertThat(Gaps.before(fetched(BEHIND, first), readUntil, DAY, NOW))
        .contains(new Gap(readUntil, first, BigInteger.TEN, BigInteger.valueOf(20)));
  }

  @Test
  void noGapWithinRetentionNorWhereNothingWasReadNorWhereNothingIsKnown() {
    assertThat(Gaps.before(fetched(BEHIND, NOW), OLDEST, DAY, NOW)).isEmpty();
    Instant old = Instant.EPOCH;
    assertThat(Gaps.before(fetched(new Position.TrimHorizon(), NOW), old, DAY, NOW)).isEmpty();
    assertThat(Gaps.before(fetched(BEHIND, NOW), null, DAY, NOW)).isEmpty();
    assertThat(Gaps.before(fetched(BEHIND, NOW), old, null, NOW)).isEmpty();
  }

  @Test
  void aShardThatVanishedBeforeItsEndWasRead() {
    Instant readUntil = NOW.minus(Duration.ofDays(3));
    Mark unfinished = new Mark(BigInteger.TEN, 5).until(readUntil);
    TableState table =
        new TableState(
            1,
            Map.of(
                "gone",
                unfinished,
                "ended",
                unfinished.atEnd(),
                "young",
                new Mark(BigInteger.TEN, 5).until(NOW),
                "there",
                unfinished),
            StreamStart.EVERYTHING,
            NOW);
    Shards shards = new Shards(table);
    shards.list(List.of(new ShardInfo("there", List.of())));
    assertThat(Gaps.vanished(table, shards, DAY, NOW))
        .isEqualTo(Map.of("gone", new Gap(readUntil, OLDEST, BigInteger.TEN, null)));
    assertThat(Gaps.vanished(table, shards, null, NOW)).isEmpty();
    assertThat(GoneShards.of(table, shards, NOW)).containsExactly("ended");
    assertThat(GoneShards.of(table, shards, readUntil)).isEmpty();
  }
}
