package dev.lakehouse.operator.pipeline;

import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.plan.progress.ExpectationResult;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What Prometheus scrapes of a MedallionPipeline; for tests that compare names. */
public final class ExportedByPipelines {
  private ExportedByPipelines() {}

  /** The metrics of one pipeline and one expectation, in Prometheus' text format. */
  public static String scrape() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    MedallionPipeline pipeline = new MedallionPipeline();
    pipeline.setMetadata(
        new ObjectMetaBuilder().withNamespace("crm").withName("sales").withUid("u").build());
    new ExpectationMeters(registry)
        .tell(
            pipeline,
            Map.of("silver.orders", List.of(new ExpectationResult("paid", "Warn", true, 0))));
    new PipelineMeters(registry).tell(pipeline, PipelineMetersTest.status(null), Optional.empty());
    return registry.scrape();
  }
}
