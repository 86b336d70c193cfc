package dev.lakehouse.operator.datasource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lakehouse.api.ScalingStatus;
import dev.lakehouse.operator.Specs;
import dev.lakehouse.operator.cluster.ApiServer;
import dev.lakehouse.operator.cluster.RunningOperator;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What consumers report changes their number, on a real API server; hours pass in moments. */
@ExtendWith(ApiServer.class)
class StreamScalingIT {
  /** How far the machine's clock is put forward. */
  private static volatile Duration forward = Duration.ZERO;

  private static final Clock CLOCK =
      ((InstantSource) () -> Instant.now().plus(forward)).withZone(ZoneOffset.UTC);

  @RegisterExtension
  private static final RunningOperator OPERATOR =
      RunningOperator.of(() -> SourceFixture.operator(CLOCK));

  private final SourceFixture fixture = new SourceFixture();
  private int reports;

  private static void pass(Duration time) {
    forward = forward.plus(time);
  }

  private void makeStream(String replicas) {
    fixture.apply(
        Specs.LAKEHOUSE.replace(", credentialsSecret: crm-db", ""),
        Specs.STREAM.replace("stream: orders}", "stream: orders, replicas: {" + replicas + "}}"));
    fixture.awaitExists(Deployment.class, "orders-ingest");
    awaitScale(1, "Started");
  }

  /** As the first of the consumers says it for all; rows are another number each time. */
  private void report(int pods, long millisBehind, Instant lastCommit) {
    reports++;
    fixture.report(
        "DataSource",
        "orders",
        ("{ingestion: {version: %d, rows: %d, shardCount: 8, millisBehindLatest: %d,"
                + " lastCommitTime: '%s', lastSuccessTime: '%s',"
                + " stream: {replicaCount: %d, shardsWaiting: 0, rowsPerMinute: 600}}}")
            .formatted(reports, reports, millisBehind, lastCommit, CLOCK.instant(), pods));
    await().until(() -> fixture.source("orders").getStatus().ingestion().version() == reports);
  }

  private void awaitScale(int replicas, String reason) {
    await("%d replicas: %s".formatted(replicas, reason))
        .untilAsserted(
            () -> {
              ScalingStatus scaling = scaling();
              assertThat(scaling).isNotNull();
              assertThat(scaling.reason()).isEqualTo(reason);
              assertThat(scaling.replicas()).isEqualTo(replicas);
              assertThat(fixture.get(Deployment.class, "orders-ingest").getSpec().getReplicas())
                  .isEqualTo(replicas);
            });
  }

  private ScalingStatus scaling() {
    return fixture.source("orders").getStatus().scaling();
  }

  @Test
  void aStreamThatFallsBehindGetsMorePodsAndAQuietOneFewerAgain() {
    makeStream("min: 1, max: 4");
    pass(Duration.ofMinutes(4));
    report(1, 700_000, CLOCK.instant());
    awaitScale(2, "Behind");
    assertThat(scaling().message()).contains("700 s behind");

    // Not before all of them are at work, however far it is behind.
    pass(Duration.ofMinutes(4));
    report(1, 800_000, CLOCK.instant());
    report(2, 800_000, CLOCK.instant());
    awaitScale(4, "Behind");

    report(4, 0, CLOCK.instant());
    await().until(() -> scaling().calmSince() != null);
    pass(Duration.ofMinutes(5));
    report(4, 0, CLOCK.instant());
    awaitScale(4, "Behind");
    pass(Duration.ofMinutes(6));
    report(4, 0, CLOCK.instant());
    awaitScale(3, "Calm");
    await()
        .untilAsserted(
            () ->
                assertThat(
                        fixture
                            .client
                            .events()
                            .v1()
                            .events()
                            .inNamespace(fixture.namespace)
                            .list()
                            .getItems())
                    .extracting(event -> event.getNote())
                    .anyMatch(note -> note.startsWith("From 1 to 2 consumers (Behind)")));
  }

  @Test
  void anIdleStreamSleepsIsLookedAtAndWakesWhenSomethingCame() {
    makeStream("min: 1, max: 4, idle: {after: 30m, lookEvery: 10m}");
    pass(Duration.ofMinutes(5));
    Instant last = CLOCK.instant().minusSeconds(60);
    report(1, 0, last);
    awaitScale(1, "Started");
    pass(Duration.ofMinutes(30));
    report(1, 0, last);
    awaitScale(0, "Idle");
    assertThat(Instant.parse(scaling().nextLookTime())).isAfter(CLOCK.instant());

    pass(Duration.ofMinutes(11));
    fixture.annotate("orders", "test", "look");
    awaitScale(1, "Looking");
    pass(Duration.ofMinutes(2));
    report(1, 0, last);
    awaitScale(0, "Idle");

    pass(Duration.ofMinutes(11));
    fixture.annotate("orders", "test", "look again");
    awaitScale(1, "Looking");
    pass(Duration.ofMinutes(1));
    report(1, 0, CLOCK.instant());
    awaitScale(1, "Started");
    assertThat(scaling().message()).contains("Something came");
  }
}
