package dev.lakehouse.operator.cache;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The objects of one kind in all watched namespaces, shared by several reconcilers, with what was
 * just written laid over what the watch has shown.
 */
public final class ResourceCache<T extends HasMetadata> implements AutoCloseable {
  private static final String GROUP = "group";

  /**
   * What is kept and told.
   *
   * @param strip takes out what nobody needs; may change the object
   * @param group the group an object is found by
   * @param matters whether a change from one to the other is worth telling
   */
  public record Settings<T>(
      UnaryOperator<T> strip, Function<T, String> group, BiPredicate<T, T> matters) {}

  private final Settings<T> settings;
  private final RecentWrites<T> recent;
  private final List<Consumer<T>> listeners = new CopyOnWriteArrayList<>();
  private final List<SharedIndexInformer<T>> informers;

  private ResourceCache(
      List<FilterWatchListDeletable<T, ?, ?>> scopes, Settings<T> settings, Clock clock) {
    this.settings = settings;
    this.recent = new RecentWrites<>(clock);
    this.informers = scopes.stream().map(this::informer).toList();
  }

  /** All objects of {@code operation}; empty {@code namespaces}: of all namespaces. */
  public static <T extends HasMetadata> ResourceCache<T> of(
      MixedOperation<T, ?, ? extends Resource<T>> operation,
      Set<String> namespaces,
      Settings<T> settings,
      Clock clock) {
    return of(operation, namespaces, UnaryOperator.identity(), settings, clock);
  }

  /** Those of {@code operation} that {@code select} narrows it to. */
  public static <T extends HasMetadata> ResourceCache<T> of(
      MixedOperation<T, ?, ? extends Resource<T>> operation,
      Set<String> namespaces,
      UnaryOperator<FilterWatchListDeletable<T, ?, ?>> select,
      Settings<T> settings,
      Clock clock) {
    Stream<FilterWatchListDeletable<T, ?, ?>> scopes =
        namespaces.isEmpty()
            ? Stream.of(operation.inAnyNamespace())
            : namespaces.stream().map(operation::inNamespace);
    return new ResourceCache<>(scopes.map(select).toList(), settings, clock);
  }

  /** Tells {@code listener} of every change that matters, from now on. */
  public void listen(Consumer<T> listener) {
    listeners.add(listener);
  }

  /** Begins to watch; done when all objects that exist are here. */
  public CompletableFuture<Void> start() {
    return CompletableFuture.allOf(
        informers.stream()
            .map(informer -> informer.start().toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  /** The object of that name. */
  public Optional<T> get(String namespace, String name) {
    String key = namespace + "/" + name;
    T seen =
        informers.stream()
            .map(informer -> informer.getStore().getByKey(key))
            .filter(java.util.Objects::nonNull)
            .findFirst()
            .orElse(null);
    return recent.newest(key, seen);
  }

  /** All objects of a group. */
  public List<T> group(String group) {
    Map<String, T> found = new LinkedHashMap<>();
    informers.forEach(
        informer ->
            informer
                .getIndexer()
                .byIndex(GROUP, group)
                .forEach(object -> found.put(RecentWrites.key(object), object)));
    for (T written : recent.all()) {
      if (settings.group().apply(written).equals(group)) {
        String key = RecentWrites.key(written);
        recent.newest(key, found.get(key)).ifPresent(newest -> found.put(key, newest));
      }
    }
    return new ArrayList<>(found.values());
  }

  /** Remembers what the API server answered to a write, until the watch shows it. */
  public void written(T object) {
    recent.written(settings.strip().apply(object));
  }

  /** Whether it follows the API server. */
  public boolean isWatching() {
    return informers.stream().allMatch(SharedIndexInformer::isWatching);
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
  }

  private SharedIndexInformer<T> informer(FilterWatchListDeletable<T, ?, ?> scope) {
    return scope
        .runnableInformer(0)
        .itemStore(new TransformingItemStore<>(settings.strip()))
        .addIndexers(Map.of(GROUP, object -> List.of(settings.group().apply(object))))
        // Once started it goes on whatever happens: a watch that broke is opened again.
        .exceptionHandler((started, failure) -> started)
        .addEventHandler(new Handler());
  }

  private void tell(T object) {
    listeners.forEach(listener -> listener.accept(object));
  }

  private final class Handler implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T object) {
      recent.seen(object);
      tell(object);
    }

    @Override
    public void onUpdate(T before, T after) {
      recent.seen(after);
      if (settings.matters().test(before, after)) {
        tell(after);
      }
    }

    @Override
    public void onDelete(T object, boolean finalStateUnknown) {
      recent.gone(object);
      tell(object);
    }
  }
}
