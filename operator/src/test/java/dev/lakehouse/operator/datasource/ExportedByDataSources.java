package dev.lakehouse.operator.datasource;

import dev.lakehouse.operator.Specs;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** What Prometheus scrapes of a DataSource; for tests that compare names. */
public final class ExportedByDataSources {
  private ExportedByDataSources() {}

  /** The metrics of one source, in Prometheus' text format. */
  public static String scrape() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var source = Specs.dataSource(Specs.STREAM);
    new DataSourceMeters(registry, Clock.systemUTC())
        .tell(
            source,
            DataSourceStatusRules.statusFor(
                source,
                Observations.valid(source, Observations.NO_CHILDREN),
                SourceRuns.NONE,
                Optional.empty(),
                Instant.EPOCH));
    return registry.scrape();
  }
}
