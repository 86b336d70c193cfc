package dev.lakehouse.kinesis.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    assertThat(schedule.failed("a", ReadFailure.THROTTLED, NOW, 1)).isEqualTo(1);
    assertThat(schedule.due(List.of("a"), NOW.plusMillis(499))).isEmpty();
    assertThat(schedule.failed("a", ReadFailure.THROTTLED, NOW, 1)).isEqualTo(2);
    assertThat(schedule.due(List.of("a"), NOW.plusMillis(999))).isEmpty();
    assertThat(schedule.due(List.of("a"), NOW.plusMillis(1_000))).containsExactly("a");
    schedule.read(fetched("a", 1), NOW);
    assertThat(schedule.due(List.of("a"), NOW.plusMillis(250))).containsExactly("a");
    assertThat(schedule.failed("a", ReadFailure.THROTTLED, NOW, 1)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "THROTTLED, 1, 500",
    "THROTTLED, 6, 10000",
    "PASSING, 1, 1000",
    "PASSING, 3, 4000",
    "PASSING, 60, 30000",
    "HELD_UP, 1, 30000",
    "HELD_UP, 60, 30000"
  })
  void howLongAShardWaitsFollowsFromWhatFailed(ReadFailure why, int failures, long millis) {
    for (int i = 0; i < failures; i++) {
      schedule.failed("a", why, NOW, 1);
      schedule.failed("b", why, NOW, 0);
    }
    List<String> shards = List.of("a", "b", "c");
    assertThat(schedule.due(shards, NOW.plusMillis(millis / 2 - 1))).containsExactly("c");
    // The same failure, another random number: they don't come back at once.
    assertThat(schedule.due(shards, NOW.plusMillis(millis - 1))).containsExactly("c", "b");
    assertThat(schedule.due(shards, NOW.plusMillis(millis))).containsExactly("c", "b", "a");
  }

  @ParameterizedTest
  @CsvSource({"THROTTLED, 10", "PASSING, 3", "HELD_UP, 1"})
  void usersAreToldOfWhatDoesNotGoBy(ReadFailure why, int failures) {
    assertThat(why.isTold(failures - 1)).isFalse();
    assertThat(why.isTold(failures)).isTrue();
  }
}
