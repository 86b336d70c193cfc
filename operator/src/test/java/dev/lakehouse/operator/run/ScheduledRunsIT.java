package dev.lakehouse.operator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.MedallionPipelineStatus;
import dev.lakehouse.operator.cluster.ApiServer;
import dev.lakehouse.operator.cluster.TestOperator;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A schedule on the API server, by a clock that stands shortly before its time. So the operator's
 * clock and the API server's differ, as those of two machines do.
 */
@ExtendWith(ApiServer.class)
class ScheduledRunsIT {
  private static final Duration BEFORE = Duration.ofSeconds(5);

  @Test
  void aScheduleStartsARunAtItsTimeAndRemembersTheNext() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(50));
    Clock clock = shortlyBeforeTheHour();
    RunsFixture fixture = new RunsFixture();
    try (TestOperator operator = RunsFixture.operator(clock)) {
      fixture.applyAll(
          RunsFixture.PIPELINE.replace(
              "trigger: {onNewData: {minInterval: 1ms}}",
              "trigger: {schedule: {cron: '0 * * * *'}}"));
      Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
      fixture.awaitApplication(RunsFixture.KUBEFLOW, "sales-1");
      fixture.spark("sales-1", "COMPLETED");
      fixture.awaitRun("sales-1", "Ready", "True", "Succeeded");
      fixture.awaitPipeline("sales", "Ready", "True", "Ready");

      MedallionPipelineStatus status = fixture.pipeline("sales").getStatus();
      assertThat(Instant.parse(status.lastRun().startTime())).isAfter(hour);
      assertThat(Instant.parse(status.nextRunTime()))
          .isEqualTo(clock.instant().truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS));
      assertThat(fixture.runNames()).containsExactly("sales-1");
      assertThat(operator.reconciliations()).isPositive();
    }
  }

  @Test
  void upkeepIsARunOfItsOwnThatLeavesTheDataToTheOthers() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(50));
    RunsFixture fixture = new RunsFixture();
    try (TestOperator operator = RunsFixture.operator(shortlyBeforeTheHour())) {
      fixture.applyAll(
          RunsFixture.PIPELINE
              + "  maintenance: {schedule: {cron: '0 * * * *'}, vacuumAfter: 2d}\n");
      fixture.awaitApplication(RunsFixture.KUBEFLOW, "sales-1");
      fixture.spark("sales-1", "COMPLETED");
      fixture.awaitPipeline("sales", "Ready", "True", "Ready");

      GenericKubernetesResource application =
          fixture.awaitApplication(RunsFixture.KUBEFLOW, "sales-2");
      assertThat(application.getAdditionalProperties().get("spec").toString())
          .contains("--maintain, PT48H")
          .doesNotContain("--dry-run");
      assertThat(fixture.run("sales-2").getSpec().maintenance()).isTrue();
      fixture.spark("sales-2", "COMPLETED");
      fixture.awaitPipeline("sales", "Maintained", "True", "Succeeded");

      MedallionPipelineStatus status = fixture.pipeline("sales").getStatus();
      assertThat(status.lastRun().name()).isEqualTo("sales-1");
      assertThat(status.nextMaintenanceTime()).endsWith(":00:00Z");
      fixture.ingested("orders", 2);
      fixture.awaitApplication(RunsFixture.KUBEFLOW, "sales-3");
      assertThat(fixture.run("sales-3").getSpec().maintenance()).isNull();
      assertThat(operator.reconciliations()).isPositive();
    }
  }

  private static Clock shortlyBeforeTheHour() {
    Clock real = Clock.systemUTC();
    Instant nextHour = real.instant().truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
    return Clock.offset(real, Duration.between(real.instant(), nextHour.minus(BEFORE)));
  }
}
