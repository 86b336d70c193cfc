package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.ConditionTypes;
import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.DataSourceStatus;
import dev.lakehouse.operator.cache.ObjectGauges;
import dev.lakehouse.operator.cache.ObjectGauges.Measure;
import dev.lakehouse.operator.status.Reasons;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.progress.IngestionStatus;
import dev.lakehouse.plan.progress.StreamProgress;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What Prometheus is told of DataSources: the numbers of their status, under names that begin with
 * {@code lakehouse_datasource_}, with the labels namespace and name. What is not known is NaN,
 * which no alert compares with. Only the leader has them, since only it reconciles.
 */
public class DataSourceMeters {
  private static final String SECONDS = "seconds";

  /** What is known of a source. */
  private record Seen(DataSourceStatus status, IngestionStatus ingestion, Clock clock) {
    Optional<StreamProgress> stream() {
      return Optional.ofNullable(ingestion).map(IngestionStatus::stream);
    }
  }

  private static final List<Measure<Seen>> MEASURES =
      List.of(
          new Measure<>(
              "ready", null, "1 while the condition Ready is True, else 0.", seen -> isTrue(seen)),
          new Measure<>(
              "lag",
              SECONDS,
              "How far the slowest shard of a stream is behind its end.",
              seen ->
                  ingested(seen, IngestionStatus::millisBehindLatest)
                      .map(ms -> ms / 1e3)
                      .orElse(Double.NaN)),
          new Measure<>(
              "freshness", SECONDS, "Time since rows were last committed.", DataSourceMeters::age),
          new Measure<>(
              "stale",
              null,
              "1 while data is older than spec.freshness.failAfter, else 0.",
              seen -> flag(reason(seen, ConditionTypes.FRESH, Reasons.STALE))),
          new Measure<>(
              "stalled",
              null,
              "1 while a stream has records but none is committed, else 0.",
              seen -> flag(reason(seen, ConditionTypes.INGESTING, FailureReason.STALLED.label()))),
          new Measure<>(
              "data.lost",
              null,
              "1 when a stream's retention dropped records before they were read, else 0.",
              seen -> flag(reason(seen, ConditionTypes.COMPLETE, FailureReason.DATA_LOST.label()))),
          new Measure<>(
              "rows",
              null,
              "Rows in the bronze table.",
              seen -> number(ingested(seen, IngestionStatus::rows))),
          new Measure<>(
              "rows.per.minute",
              null,
              "Rows committed in the last minute, by all consumers of a stream.",
              seen -> number(seen.stream().map(StreamProgress::rowsPerMinute))),
          new Measure<>(
              "dead.letters",
              null,
              "Rows in the dead-letter table; 0 before it is known, so that the first ones are a rise.",
              seen ->
                  ingested(seen, IngestionStatus::deadLetters)
                      .map(Number::doubleValue)
                      .orElse(0.0)),
          new Measure<>(
              "shards",
              null,
              "Shards of a stream that are read.",
              seen -> number(ingested(seen, IngestionStatus::shardCount))),
          new Measure<>(
              "replicas",
              null,
              "Consumers of a stream that are alive, by their own account.",
              seen -> number(seen.stream().map(StreamProgress::replicaCount))),
          new Measure<>(
              "replicas.wanted",
              null,
              "Consumers of a stream that the operator asks for where their number is not fixed.",
              seen ->
                  number(
                      Optional.ofNullable(seen.status().scaling())
                          .map(scaling -> scaling.replicas()))));

  private final ObjectGauges<Seen> gauges;
  private final Clock clock;

  /** Tells that registry. */
  public DataSourceMeters(MeterRegistry registry, Clock clock) {
    this.gauges = new ObjectGauges<>(registry, "lakehouse.datasource.", MEASURES);
    this.clock = clock;
  }

  /** A source as a pass over it has found it; {@code status} is the one about to be written. */
  void tell(DataSource source, DataSourceStatus status) {
    IngestionStatus ingestion = source.getStatus() == null ? null : source.getStatus().ingestion();
    gauges.tell(source, new Seen(status, ingestion, clock));
  }

  /** The source was deleted. */
  public void forget(HasMetadata source) {
    gauges.forget(source);
  }

  private static <T> Optional<T> ingested(
      Seen seen, java.util.function.Function<IngestionStatus, T> field) {
    return Optional.ofNullable(seen.ingestion()).map(field);
  }

  private static double number(Optional<? extends Number> value) {
    return value.map(Number::doubleValue).orElse(Double.NaN);
  }

  private static double isTrue(Seen seen) {
    return flag(
        seen.status()
            .condition(ConditionTypes.READY)
            .filter(ready -> Condition.TRUE.equals(ready.status()))
            .isPresent());
  }

  private static boolean reason(Seen seen, String type, String reason) {
    return seen.status()
        .condition(type)
        .filter(condition -> condition.reason().equals(reason))
        .isPresent();
  }

  private static double flag(boolean is) {
    return is ? 1 : 0;
  }

  private static double age(Seen seen) {
    return ingested(seen, IngestionStatus::lastCommitTime)
        .map(Instant::parse)
        .map(commit -> Duration.between(commit, seen.clock().instant()).toMillis() / 1e3)
        .orElse(Double.NaN);
  }
}
