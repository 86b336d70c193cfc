package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.DataSourceStatus;
import dev.lakehouse.api.ScalingStatus;
import dev.lakehouse.compiler.Compilation;
import dev.lakehouse.compiler.Compilation.Compiled;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The number of a DataSource's pods: {@link ScaleRule} on its spec and status; pure. */
final class StreamScaling {
  private StreamScaling() {}

  /** From now on; empty where there is nothing to decide. */
  static Optional<ScaleMemory> of(DataSource source, Compilation compilation, Instant now) {
    Optional<ScaleMemory> memory =
        Optional.ofNullable(source.getStatus())
            .map(DataSourceStatus::scaling)
            .filter(scaling -> scaling.replicas() != null)
            .map(ScaleMemory::of);
    boolean stream = source.getSpec().kinesis() != null;
    boolean asItIs =
        !(compilation instanceof Compiled) || Boolean.TRUE.equals(source.getSpec().suspend());
    if (!stream || asItIs) {
      return stream ? memory : Optional.empty();
    }
    ScaleBounds bounds = ScaleBounds.of(source.getSpec().kinesis());
    StreamFacts facts =
        StreamFacts.of(source.getStatus() == null ? null : source.getStatus().ingestion());
    return bounds.isOne()
        ? Optional.empty()
        : Optional.of(ScaleRule.decide(bounds, memory, facts, now));
  }

  /** How long until it has to be decided again though nothing may be reported. */
  static Optional<Duration> lookAgain(
      DataSource source, Optional<ScaleMemory> scaling, Instant now) {
    return source.getSpec().kinesis() == null || Boolean.TRUE.equals(source.getSpec().suspend())
        ? Optional.empty()
        : scaling
            .flatMap(memory -> ScaleRule.next(ScaleBounds.of(source.getSpec().kinesis()), memory))
            .filter(now::isBefore)
            .map(next -> Duration.between(now, next));
  }

  /** As it stands in status. */
  static ScalingStatus status(Optional<ScaleMemory> scaling) {
    return scaling.map(ScaleMemory::toStatus).orElse(null);
  }
}
