package dev.lakehouse.kinesis.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StallTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private final Stall stall = new Stall(Duration.ofMinutes(15), START);

  private static Instant minute(int minutes) {
    return START.plus(Duration.ofMinutes(minutes));
  }

  @Test
  void aConsumerThatNeverReadsStalls() {
    assertThat(stall.since(minute(14))).isNull();
    assertThat(stall.since(minute(15))).isEqualTo(START);
  }

  @Test
  void anIdleStreamIsNoStall() {
    for (int i = 0; i < 60; i++) {
      stall.read(false, minute(i));
      assertThat(stall.since(minute(i))).isNull();
    }
  }

  @Test
  void readingOnWithoutACommitIs() {
    for (int i = 0; i < 20; i++) {
      stall.read(true, minute(i));
      assertThat(stall.since(minute(i)) != null).isEqualTo(i >= 15);
    }
    assertThat(stall.hasCommitted()).isFalse();
    stall.committed(true, minute(20));
    assertThat(stall.hasCommitted()).isTrue();
    assertThat(stall.since(minute(21))).isNull();
    stall.read(true, minute(34));
    assertThat(stall.since(minute(35))).isEqualTo(minute(20));
  }

  @Test
  void readsThatHangAreEvenOfAStreamThatWasIdle() {
    stall.read(false, minute(5));
    assertThat(stall.since(minute(20))).isEqualTo(minute(5));
  }

  @Test
  void whatIsReportedForSomebodyElseToChangeIsNot() {
    stall.read(true, minute(1));
    stall.excused();
    assertThat(stall.since(minute(60))).isNull();
    stall.read(true, minute(61));
    assertThat(stall.since(minute(61))).isEqualTo(minute(1));
  }
}
