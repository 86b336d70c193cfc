package dev.lakehouse.kinesis.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommitPolicyTest {
  private static final CommitPolicy POLICY =
      new CommitPolicy(Duration.ofSeconds(30), 100, 1_000, 500);

  @Test
  void commitsWhenTheIntervalIsOver() {
    assertThat(POLICY.due(1, 1, 1, Duration.ofSeconds(29))).isFalse();
    assertThat(POLICY.due(1, 1, 1, Duration.ofSeconds(30))).isTrue();
  }

  @Test
  void commitsAtOnceAndFetchesNothingWhenFull() {
    assertThat(POLICY.full(99, 999, 499)).isFalse();
    assertThat(POLICY.full(100, 0, 0)).isTrue();
    assertThat(POLICY.full(0, 1_000, 0)).isTrue();
    assertThat(POLICY.full(0, 0, 500)).isTrue();
    assertThat(POLICY.due(100, 0, 0, Duration.ZERO)).isTrue();
  }

  @Test
  void pausesGrowUpToALimitAndAreSpread() {
    BackOff backOff = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    assertThat(backOff.pause(1, 0)).isEqualTo(Duration.ofMillis(500));
    assertThat(backOff.pause(1, 1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(backOff.pause(3, 1)).isEqualTo(Duration.ofSeconds(4));
    assertThat(backOff.pause(1_000, 1)).isEqualTo(Duration.ofSeconds(30));
  }
}
