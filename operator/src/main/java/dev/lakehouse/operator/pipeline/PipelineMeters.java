package dev.lakehouse.operator.pipeline;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.ConditionTypes;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.MedallionPipelineStatus;
import dev.lakehouse.operator.cache.ObjectGauges;
import dev.lakehouse.operator.cache.ObjectGauges.Measure;
import dev.lakehouse.operator.run.ContinuousProgress;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What Prometheus is told of MedallionPipelines, under names that begin with {@code
 * lakehouse_pipeline_}, with the labels namespace and name. What only a run that goes on can tell
 * is NaN for others. Only the leader has them, since only it reconciles.
 */
public class PipelineMeters {
  /** What is known of a pipeline. */
  private record Seen(MedallionPipelineStatus status, Optional<ContinuousProgress> progress) {}

  private static final List<Measure<Seen>> MEASURES =
      List.of(
          new Measure<>(
              "ready",
              null,
              "1 while the condition Ready is True, 0 while it is False; NaN while neither.",
              PipelineMeters::ready),
          new Measure<>(
              "lag",
              "seconds",
              "Of a run that goes on: from a commit to an input until the slowest table of the"
                  + " newest micro-batches had it.",
              progress(ContinuousProgress::lagSeconds)),
          new Measure<>(
              "batches",
              null,
              "Micro-batches of the run that goes on.",
              progress(ContinuousProgress::batches)),
          new Measure<>(
              "waiting",
              null,
              "Of a run that goes on: 1 while an input has what not all tables have read, else 0.",
              progress(progress -> progress.waiting() ? 1 : 0)));

  private final ObjectGauges<Seen> gauges;

  /** Tells that registry. */
  public PipelineMeters(MeterRegistry registry) {
    this.gauges = new ObjectGauges<>(registry, "lakehouse.pipeline.", MEASURES);
  }

  /** A pipeline as a pass over it has found it; {@code status} is the one about to be written. */
  void tell(
      MedallionPipeline pipeline,
      MedallionPipelineStatus status,
      Optional<ContinuousProgress> progress) {
    gauges.tell(pipeline, new Seen(status, progress));
  }

  /** The pipeline was deleted. */
  public void forget(HasMetadata pipeline) {
    gauges.forget(pipeline);
  }

  private static double ready(Seen seen) {
    String status = seen.status().condition(ConditionTypes.READY).map(Condition::status).orElse("");
    return switch (status) {
      case Condition.TRUE -> 1;
      case Condition.FALSE -> 0;
      default -> Double.NaN;
    };
  }

  private static ToDoubleFunction<Seen> progress(ToDoubleFunction<ContinuousProgress> value) {
    return seen -> seen.progress().map(value::applyAsDouble).orElse(Double.NaN);
  }
}
