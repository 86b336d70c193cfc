package dev.lakehouse.operator.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.MedallionPipelineStatus;
import dev.lakehouse.operator.run.ContinuousProgress;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PipelineMetersTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final PipelineMeters meters = new PipelineMeters(registry);

  private static MedallionPipeline pipeline(String uid) {
    MedallionPipeline pipeline = new MedallionPipeline();
    pipeline.setMetadata(
        new ObjectMetaBuilder().withNamespace("crm").withName("sales").withUid(uid).build());
    return pipeline;
  }

  /** A status of which nothing but Ready is known; null: not even that. */
  static MedallionPipelineStatus status(String ready) {
    List<Condition> conditions =
        ready == null
            ? List.of()
            : List.of(new Condition("Ready", ready, 1L, "2026-01-01T00:00:00Z", "R", "m"));
    return new MedallionPipelineStatus(
        1L, conditions, null, null, null, null, null, null, null, null, null);
  }

  private List<String> told() {
    return registry
        .scrape()
        .lines()
        .filter(line -> line.startsWith("lakehouse_"))
        .map(line -> line.replace("{name=\"sales\",namespace=\"crm\",}", ""))
        .sorted()
        .toList();
  }

  @Test
  void aRunThatGoesOnTellsHowItFollowsItsInputs() {
    meters.tell(pipeline("1"), status("True"), Optional.of(new ContinuousProgress(2.5, 12, true)));
    assertThat(told())
        .containsExactly(
            "lakehouse_pipeline_batches 12.0",
            "lakehouse_pipeline_lag_seconds 2.5",
            "lakehouse_pipeline_ready 1.0",
            "lakehouse_pipeline_waiting 1.0");
    meters.tell(
        pipeline("1"), status("False"), Optional.of(new ContinuousProgress(0.5, 13, false)));
    assertThat(told()).contains("lakehouse_pipeline_ready 0.0", "lakehouse_pipeline_waiting 0.0");
  }

  @Test
  void whatIsNotKnownIsNoNumberThatAnAlertCouldMean() {
    meters.tell(pipeline("1"), status("Unknown"), Optional.empty());
    assertThat(told()).hasSize(4).allMatch(line -> line.endsWith(" NaN"));
  }

  @Test
  void aDeletedPipelineIsNotToldWhateverIsLate() {
    meters.tell(pipeline("1"), status("True"), Optional.empty());
    meters.forget(pipeline("1"));
    meters.tell(pipeline("1"), status("True"), Optional.empty());
    assertThat(told()).isEmpty();
    meters.tell(pipeline("2"), status("True"), Optional.empty());
    assertThat(told()).as("one of the same name, made anew").hasSize(4);
  }
}
