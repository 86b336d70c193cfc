package dev.lakehouse.operator.pipeline;

import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.operator.cache.DeletedObjects;
import dev.lakehouse.plan.progress.ExpectationResult;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What Prometheus is told of expectations: how each came out when its table last asked it, under
 * names that begin with {@code lakehouse_expectation_}, with the labels namespace and name (of the
 * pipeline), table, expectation and action. Only the leader has them, since only it reconciles.
 */
public class ExpectationMeters {
  /** Of one pipeline: a thousand rules must not fill Prometheus. */
  static final int TOLD_AT_MOST = 500;

  /** One series of each expectation. */
  private record Measure(String name, String says, ToDoubleFunction<ExpectationResult> value) {}

  private static final List<Measure> MEASURES =
      List.of(
          new Measure(
              "met",
              "1 when the expectation held, with its tolerance, else 0.",
              result -> result.met() ? 1 : 0),
          new Measure(
              "violations",
              "Rows that violated the expectation.",
              result -> (double) result.violations()),
          new Measure(
              "rows",
              "Rows the expectation was asked of; NaN where it is not about rows.",
              result -> result.rows() == null ? Double.NaN : result.rows()));

  private final MeterRegistry registry;
  private final DeletedObjects deleted = new DeletedObjects();
  private final Map<String, List<MultiGauge>> gauges = new ConcurrentHashMap<>();

  /** Tells that registry. */
  public ExpectationMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** The results of a pipeline, by table; what is not among them any more is not told any more. */
  synchronized void tell(MedallionPipeline pipeline, Map<String, List<ExpectationResult>> results) {
    if (deleted.has(pipeline)) {
      return;
    }
    List<MultiGauge> all = gauges.computeIfAbsent(key(pipeline), key -> gauges(pipeline));
    for (int i = 0; i < MEASURES.size(); i++) {
      Measure measure = MEASURES.get(i);
      all.get(i).register(rows(results, measure).limit(TOLD_AT_MOST).toList(), true);
    }
  }

  /** The pipeline was deleted. A pass that began before still may tell of it: it is not heard. */
  public synchronized void forget(HasMetadata pipeline) {
    deleted.add(pipeline);
    List<MultiGauge> gone = gauges.remove(key(pipeline));
    if (gone != null) {
      gone.forEach(gauge -> gauge.register(List.of()));
    }
  }

  private List<MultiGauge> gauges(HasMetadata pipeline) {
    Tags tags =
        Tags.of(
            "namespace",
            pipeline.getMetadata().getNamespace(),
            "name",
            pipeline.getMetadata().getName());
    return MEASURES.stream()
        .map(
            measure ->
                MultiGauge.builder("lakehouse.expectation." + measure.name())
                    .description(measure.says())
                    .tags(tags)
                    .register(registry))
        .toList();
  }

  private static Stream<Row<?>> rows(
      Map<String, List<ExpectationResult>> results, Measure measure) {
    return results.entrySet().stream()
        .flatMap(
            table ->
                table.getValue().stream()
                    .map(
                        result ->
                            Row.of(
                                tags(table.getKey(), result),
                                measure.value().applyAsDouble(result))));
  }

  private static Tags tags(String table, ExpectationResult result) {
    return Tags.of("table", table, "expectation", result.name(), "action", result.action());
  }

  private static String key(HasMetadata pipeline) {
    return pipeline.getMetadata().getNamespace() + "/" + pipeline.getMetadata().getName();
  }
}
