package dev.lakehouse.operator.datasource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lakehouse.api.ScalingStatus;
import dev.lakehouse.operator.Specs;
import dev.lakehouse.operator.cluster.ApiServer;
import dev.lakehouse.operator.cluster.TestOperator;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What consumers report changes their number, on a real API server; hours pass in moments. */
@ExtendWith(ApiServer.class)
class StreamScalingIT {
  private static final MovedClock CLOCK = new MovedClock();
  private static TestOperator operator;

  private final SourceFixture fixture = new SourceFixture();
  private int reports;

  /** The machine's clock, put forward by hand. */
  private static final class MovedClock extends Clock {
    private volatile Duration forward = Duration.ZERO;

    void pass(Duration time) {
      forward = forward.plus(time);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(forward);
    }
  }

  @BeforeAll
  static void start() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(90));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(50));
    ApiServer.startControllers();
    operator = SourceFixture.operator(CLOCK);
  }

  @AfterAll
  static void stop() {
    if (operator != null) {
      operator.close();
    }
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
    CLOCK.pass(Duration.ofMinutes(4));
    report(1, 700_000, CLOCK.instant());
    awaitScale(2, "Behind");
    assertThat(scaling().message()).contains("700 s behind");

    // Not before all of them are at work, however far it is behind.
    CLOCK.pass(Duration.ofMinutes(4));
    report(1, 800_000, CLOCK.instant());
    report(2, 800_000, CLOCK.instant());
    awaitScale(4, "Behind");

    report(4, 0, CLOCK.instant());
    await().until(() -> scaling().calmSince() != null);
    CLOCK.pass(Duration.ofMinutes(5));
    report(4, 0, CLOCK.instant());
    awaitScale(4, "Behind");
    CLOCK.pass(Duration.ofMinutes(6));
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
    CLOCK.pass(Duration.ofMinutes(5));
    Instant last = CLOCK.instant().minusSeconds(60);
    report(1, 0, last);
    awaitScale(1, "Started");
    CLOCK.pass(Duration.ofMinutes(30));
    report(1, 0, last);
    awaitScale(0, "Idle");
    assertThat(Instant.parse(scaling().nextLookTime())).isAfter(CLOCK.instant());

    CLOCK.pass(Duration.ofMinutes(11));
    fixture.annotate("orders", "test", "look");
    awaitScale(1, "Looking");
    CLOCK.pass(Duration.ofMinutes(2));
    report(1, 0, last);
    awaitScale(0, "Idle");

    CLOCK.pass(Duration.ofMinutes(11));
    fixture.annotate("orders", "test", "look again");
    awaitScale(1, "Looking");
    CLOCK.pass(Duration.ofMinutes(1));
    report(1, 0, CLOCK.instant());
    awaitScale(1, "Started");
    assertThat(scaling().message()).contains("Something came");
  }
}
