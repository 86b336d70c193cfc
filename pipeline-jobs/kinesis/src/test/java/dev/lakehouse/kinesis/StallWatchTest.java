package dev.lakehouse.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lakehouse.kinesis.core.Stall;
import dev.lakehouse.kinesis.replicas.ReplicaState;
import dev.lakehouse.kinesis.replicas.Replicas;
import dev.lakehouse.plan.JobArguments;
import dev.lakehouse.reporting.Reporters;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StallWatchTest {
  private static final Duration EXPIRY = Duration.ofSeconds(1);

  @TempDir private Path folder;
  private final AtomicInteger ended = new AtomicInteger();
  private final RecordingReporter reporter = new RecordingReporter();
  private final Metrics metrics = new Metrics();

  private Replicas process() {
    JobArguments arguments = JobArguments.of("unused", null, null, null, List.of());
    Replicas replicas =
        new Replicas(Reporters.peers(arguments, "pod", folder, EXPIRY), EXPIRY, () -> true).start();
    await().atMost(Duration.ofMinutes(1)).until(() -> replicas.view().settled());
    return replicas;
  }

  private static Stall stalled() {
    return new Stall(Duration.ofMinutes(1), Instant.now().minusSeconds(90));
  }

  private StallWatch watch(Stall stall, Replicas replicas) {
    return new StallWatch(
        stall,
        metrics,
        replicas,
        reporter,
        () -> null,
        ended::incrementAndGet,
        Clock.systemUTC(),
        Duration.ofMillis(20));
  }

  private void awaitTold(int times) {
    await().atMost(Duration.ofMinutes(1)).until(() -> reporter.told.size() == times);
    assertThat(reporter.last().reason()).isEqualTo("Stalled");
    assertThat(metrics.text()).contains("lakehouse_consumer_stalled 1\n");
  }

  @Test
  void tellsAndEndsTheProcessOnceNotInALoop() {
    try (Replicas first = process();
        StallWatch watch = watch(stalled(), first)) {
      awaitTold(1);
      await().atMost(Duration.ofMinutes(1)).until(() -> ended.get() == 1);
    }
    // The next one of that name stalls, too, before it has committed anything.
    try (Replicas second = process()) {
      assertThat(second.before().map(ReplicaState::restarted)).isPresent();
      Stall stall = stalled();
      try (StallWatch watch = watch(stall, second)) {
        awaitTold(2);
        assertThat(ended).hasValue(1);
        // It moves, and stands still again: that is another stall.
        stall.committed(false, Instant.now());
        stall.read(false, Instant.now());
        await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> metrics.text().contains("lakehouse_consumer_stalled 0\n"));
        stall.read(false, Instant.now().minusSeconds(90));
        await().atMost(Duration.ofMinutes(1)).until(() -> ended.get() == 2);
        assertThat(reporter.told).hasSize(3);
      }
    }
  }
}
