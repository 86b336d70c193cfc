package dev.lakehouse.operator.datasource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.DataSourceStatus;
import dev.lakehouse.operator.Specs;
import dev.lakehouse.operator.events.Transition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a stream's status and events make of what its consumers report. */
class StreamStatusTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final String GAPS =
"""
version: 7
stream:
  gaps:
  - {shard: shardId-1, from: "2026-02-27T10:00:00Z", to: "2026-02-27T13:00:00Z", millis: 10800000}
  - {shard: shardId-2, from: "2026-02-27T09:00:00Z", to: "2026-02-27T10:00:00Z", millis: 3600000}
  - {shard: shardId-3}
""";

  private final DataSource source = Specs.dataSource(Specs.STREAM);

  @Test
  void whatRetentionAteIsToldWithItsSpanWhileReadingGoesOn() {
    DataSourceStatus status = after(GAPS);
    Condition complete = status.condition("Complete").orElseThrow();
    assertThat(complete.status()).isEqualTo("False");
    assertThat(complete.reason()).isEqualTo("DataLost");
    assertThat(complete.message())
        .contains("from 2026-02-27T09:00:00Z to 2026-02-27T13:00:00Z", "3 gaps", "longest 3h");
    assertThat(status.condition("Ingesting").orElseThrow().reason()).isNotEqualTo("DataLost");
  }

  @Test
  void aStreamThatStopsAtAGapIsNotIngesting() {
    DataSourceStatus status = after(GAPS + "reason: DataLost\nmessage: set onDataLoss\n");
    Condition ingesting = status.condition("Ingesting").orElseThrow();
    assertThat(ingesting.status()).isEqualTo("False");
    assertThat(ingesting.reason()).isEqualTo("DataLost");
    assertThat(status.condition("Ready").orElseThrow().message()).isEqualTo("set onDataLoss");
  }

  @Test
  void nothingIsSaidOfCompletenessBeforeAConsumerDoes() {
    assertThat(after("version: 7").condition("Complete")).isEmpty();
    assertThat(after("stream: {replicaCount: 1}").condition("Complete").orElseThrow().status())
        .isEqualTo("True");
  }

  @Test
  void aStallIsNotIngesting() {
    DataSourceStatus status = after("stream: {stalledSince: '2026-03-01T09:30:00Z'}");
    assertThat(status.condition("Ready").orElseThrow().reason()).isEqualTo("Stalled");
    assertThat(status.condition("Ready").orElseThrow().message()).contains("09:30:00Z");
    assertThat(
            after("reason: Stalled\nmessage: so it is").condition("Ready").orElseThrow().message())
        .isEqualTo("so it is");
  }

  @Test
  void aLossIsToldOnceAndAgainWhenThereIsMore() {
    DataSourceStatus lost = after(GAPS);
    assertThat(events(null, lost)).contains("DataLost");
    assertThat(events(lost, lost)).isEmpty();
    DataSourceStatus more = after(GAPS.replace("T13:00", "T14:00"));
    assertThat(events(lost, more)).containsExactly("DataLost");
    assertThat(events(lost, after("stream: {replicaCount: 1}"))).isEmpty();
  }

  @Test
  void anotherNumberOfPodsIsToldButNotEachLook() {
    DataSourceStatus two = scaled("replicas: 2, reason: Started");
    DataSourceStatus none = scaled("replicas: 0, reason: Idle");
    DataSourceStatus looking = scaled("replicas: 1, reason: Looking");
    assertThat(events(two, scaled("replicas: 4, reason: Behind"))).containsExactly("Scaled");
    assertThat(events(two, none)).containsExactly("Scaled");
    assertThat(events(none, looking)).isEmpty();
    assertThat(events(looking, none)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "9999, 0s",
    "10000, 10s",
    "59999, 50s",
    "60000, 1m",
    "3599999, 59m",
    "3600000, 1h",
    "172799999, 47h",
    "172800000, 2d",
    "-5, 0s"
  })
  void delaysHaveOneUnit(long millis, String text) {
    assertThat(LagText.of(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @Test
  void kindAndLagStandInStatusForColumns() {
    DataSourceStatus status = after("millisBehindLatest: 25000");
    assertThat(status.source()).isEqualTo("kinesis");
    assertThat(status.lag()).isEqualTo("20s");
    DataSourceStatus ofTable = ofBatch(Specs.TABLE);
    assertThat(ofTable.source()).isEqualTo("jdbc");
    assertThat(ofTable.lag()).isNull();
    String table = "jdbc: {connection: crm-db, table: public.customers, cursor: updated_at}";
    assertThat(Specs.TABLE).contains(table);
    assertThat(
            ofBatch(Specs.TABLE.replace(table, "http: {connection: crm-api, path: /contacts}"))
                .source())
        .isEqualTo("http");
    assertThat(
            ofBatch(Specs.TABLE.replace(table, "files: {path: 's3a://in/x', format: json}"))
                .source())
        .isEqualTo("files");
  }

  private static DataSourceStatus ofBatch(String yaml) {
    DataSource batch = Specs.dataSource(yaml);
    return DataSourceStatusRules.statusFor(
        batch, Observations.withoutLakehouse(batch), SourceRuns.NONE, Optional.empty(), NOW);
  }

  private DataSourceStatus after(String ingestion) {
    source.setStatus(reported(ingestion));
    return DataSourceStatusRules.statusFor(
        source,
        Observations.valid(source, Observations.NO_CHILDREN),
        SourceRuns.NONE,
        Optional.empty(),
        NOW);
  }

  private List<String> events(DataSourceStatus before, DataSourceStatus after) {
    source.setStatus(before);
    return SourceTransitions.of(source, after).stream()
        .filter(transition -> !transition.action().equals("Ready"))
        .map(Transition::reason)
        .toList();
  }

  private static DataSourceStatus reported(String ingestion) {
    return Serialization.unmarshal(
            "apiVersion: lakehouse.dev/v1alpha1\nkind: DataSource\nstatus:\n  ingestion:\n"
                + ingestion.strip().indent(4),
            DataSource.class)
        .getStatus();
  }

  private static DataSourceStatus scaled(String scaling) {
    return Serialization.unmarshal(
            "apiVersion: lakehouse.dev/v1alpha1\nkind: DataSource\n"
                + "status:\n  conditions: [{type: Ready, status: 'True', reason: Ready}]\n"
                + "  scaling: {message: so, "
                + scaling
                + "}",
            DataSource.class)
        .getStatus();
  }
}
