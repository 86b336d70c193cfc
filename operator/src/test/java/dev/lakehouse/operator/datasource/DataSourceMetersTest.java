package dev.lakehouse.operator.datasource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.DataSourceStatus;
import dev.lakehouse.operator.Specs;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class DataSourceMetersTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final DataSourceMeters meters =
      new DataSourceMeters(
          registry, Clock.fixed(Instant.parse("2026-03-01T10:00:00Z"), ZoneOffset.UTC));
  private final DataSource source = Specs.dataSource(Specs.STREAM);

  @Test
  void theNumbersOfAStatusAreTold() {
    tell(
        """
        conditions:
        - {type: Ready, status: "False", reason: Stalled}
        - {type: Ingesting, status: "False", reason: Stalled}
        - {type: Complete, status: "False", reason: DataLost}
        - {type: Fresh, status: "False", reason: Stale}
        scaling: {replicas: 3, reason: Behind}
        ingestion:
          rows: 100
          deadLetters: 4
          shardCount: 8
          millisBehindLatest: 1500
          lastCommitTime: "2026-03-01T09:59:00Z"
          stream: {replicaCount: 2, rowsPerMinute: 60}
        """);
    assertThat(value("ready")).isEqualTo("0.0");
    assertThat(value("lag_seconds")).isEqualTo("1.5");
    assertThat(value("freshness_seconds")).isEqualTo("60.0");
    assertThat(value("stale")).isEqualTo("1.0");
    assertThat(value("stalled")).isEqualTo("1.0");
    assertThat(value("data_lost")).isEqualTo("1.0");
    assertThat(value("rows")).isEqualTo("100.0");
    assertThat(value("rows_per_minute")).isEqualTo("60.0");
    assertThat(value("dead_letters")).isEqualTo("4.0");
    assertThat(value("shards")).isEqualTo("8.0");
    assertThat(value("replicas")).isEqualTo("2.0");
    assertThat(value("replicas_wanted")).isEqualTo("3.0");
  }

  @Test
  void whatIsNotKnownIsNoNumberAndAlertsNobody() {
    tell("conditions: [{type: Ready, status: 'True', reason: Ready}]\n");
    assertThat(value("ready")).isEqualTo("1.0");
    assertThat(value("lag_seconds")).isEqualTo("NaN");
    assertThat(value("freshness_seconds")).isEqualTo("NaN");
    assertThat(value("stalled")).isEqualTo("0.0");
    assertThat(value("dead_letters")).as("so that the first ones are a rise").isEqualTo("0.0");
  }

  @Test
  void aSourceThatIsGoneIsNotTold() {
    tell("conditions: []\n");
    assertThat(registry.scrape()).contains("orders");
    meters.forget(source);
    assertThat(registry.scrape()).doesNotContain("orders");
  }

  @Test
  void aPassThatIsLateDoesNotBringADeletedSourceBackButANewOneOfItsNameIsTold() {
    meters.forget(source);
    tell("conditions: []\n");
    assertThat(registry.scrape()).doesNotContain("orders");
    source.getMetadata().setUid("another");
    tell("conditions: []\n");
    assertThat(registry.scrape()).contains("orders");
  }

  private void tell(String status) {
    DataSourceStatus read =
        Serialization.unmarshal(
                "apiVersion: lakehouse.dev/v1alpha1\nkind: DataSource\nstatus:\n"
                    + status.indent(2),
                DataSource.class)
            .getStatus();
    source.setStatus(read);
    meters.tell(source, DataSourceStatusRules.operatorOwned(read));
  }

  private String value(String measure) {
    String line = "lakehouse_datasource_%s{name=\"orders\",namespace=\"crm\",} ".formatted(measure);
    return registry
        .scrape()
        .lines()
        .filter(text -> text.startsWith(line))
        .map(text -> text.substring(line.length()))
        .findFirst()
        .orElse("absent");
  }
}
