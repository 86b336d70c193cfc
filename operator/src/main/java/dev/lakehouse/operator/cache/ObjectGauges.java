package dev.lakehouse.operator.cache;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * Gauges of objects, with the labels namespace and name: each computed when it is scraped from what
 * was last told of its object. What is not known is NaN, which no alert compares with. Gone with
 * their object.
 *
 * @param <T> what is told of an object
 */
public final class ObjectGauges<T> {
  /**
   * One gauge of each object.
   *
   * @param unit base unit, a part of the exported name; null: none
   * @param says what it is, for people
   */
  public record Measure<T>(String name, String unit, String says, ToDoubleFunction<T> value) {}

  private final MeterRegistry registry;
  private final String prefix;
  private final List<Measure<T>> measures;
  private final Map<String, T> seen = new ConcurrentHashMap<>();
  private final Map<String, List<Meter>> meters = new ConcurrentHashMap<>();
  private final DeletedObjects deleted = new DeletedObjects();

  /** Tells that registry, under names that begin with {@code prefix}. */
  public ObjectGauges(MeterRegistry registry, String prefix, List<Measure<T>> measures) {
    this.registry = registry;
    this.prefix = prefix;
    this.measures = List.copyOf(measures);
  }

  /** What is known of the object now. */
  public synchronized void tell(HasMetadata object, T known) {
    if (deleted.has(object)) {
      return;
    }
    String key = key(object);
    seen.put(key, known);
    meters.computeIfAbsent(key, made -> register(made, object));
  }

  /** The object was deleted. A pass that began before still may tell of it: it is not heard. */
  public synchronized void forget(HasMetadata object) {
    deleted.add(object);
    seen.remove(key(object));
    Optional.ofNullable(meters.remove(key(object)))
        .ifPresent(gone -> gone.forEach(registry::remove));
  }

  private List<Meter> register(String key, HasMetadata object) {
    Tags tags =
        Tags.of(
            "namespace",
            object.getMetadata().getNamespace(),
            "name",
            object.getMetadata().getName());
    return measures.stream().map(measure -> register(measure, key, tags)).toList();
  }

  private Meter register(Measure<T> measure, String key, Tags tags) {
    return Gauge.builder(
            prefix + measure.name(),
            seen,
            all -> {
              T one = all.get(key);
              return one == null ? Double.NaN : measure.value().applyAsDouble(one);
            })
        .description(measure.says())
        .baseUnit(measure.unit())
        .tags(tags)
        .register(registry);
  }

  private static String key(HasMetadata object) {
    return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
  }
}
