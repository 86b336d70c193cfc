package dev.lakehouse.kinesis.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardScheduleTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private final ShardSchedule schedule = new ShardSchedule();

  private static Fetched fetched(String shard, long behind) {
    return new Fetched(shard, new Position.TrimHorizon(), List.of(), false, behind);
  }

  @Test
  void theLongestWaitingComesFirst() {
    schedule.read(fetched("a", 1), NOW);
    schedule.read(fetched("b", 1), NOW.minusMillis(5));
    assertThat(schedule.due(List.of("a", "b", "new"), NOW)).containsExactly("new");
    assertThat(schedule.due(List.of("a", "b", "new"), NOW.plusMillis(250)))
        .containsExactly("new", "b", "a");
  }

  @Test
  void aShardReadToItsEndIsReadLessOften() {
    schedule.read(fetched("a", 0), NOW);
    assertThat(schedule.due(List.of("a"), NOW.plusMillis(999))).isEmpty();
    assertThat(schedule.due(List.of("a"), NOW.plusMillis(1_000))).containsExactly("a");
  }

  @Test
  void aThrottledShardWaitsLongerEachTimeUntilAReadSucceeds() {
    schedule.throttled("a", NOW, 1);
    assertThat(schedule.due(List.of("a"), NOW.plusMillis(499))).isEmpty();
    schedule.throttled("a", NOW, 1);
    assertThat(schedule.due(List.of("a"), NOW.plusMillis(999))).isEmpty();
    assertThat(schedule.due(List.of("a"), NOW.plusMillis(1_000))).containsExactly("a");
    schedule.read(fetched("a", 1), NOW);
    assertThat(schedule.due(List.of("a"), NOW.plusMillis(250))).containsExactly("a");
  }
}
