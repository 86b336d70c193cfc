package dev.lakehouse.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeliveryTimingTest {
  private static final DeliveryTiming TIMING = DeliveryTiming.DEFAULT;

  @Test
  void backsOffAfterFailuresUpToALimit() {
    assertThat(TIMING.pauseAfter(0, false)).isEqualTo(Duration.ofMillis(500));
    assertThat(TIMING.pauseAfter(1, false)).isEqualTo(Duration.ofMillis(500));
    assertThat(TIMING.pauseAfter(3, false)).isEqualTo(Duration.ofSeconds(2));
    assertThat(TIMING.pauseAfter(1_000_000, false)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void hurriesWhileClosing() {
    assertThat(TIMING.pauseAfter(0, true)).isEqualTo(Duration.ZERO);
    assertThat(TIMING.pauseAfter(1_000_000, true)).isEqualTo(Duration.ofSeconds(1));
  }
}
