package dev.lakehouse.operator.workspace;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The cached objects of one kind in all watched namespaces. */
final class KindCache<T extends HasMetadata> implements AutoCloseable {
  private final List<SharedIndexInformer<T>> informers;

  KindCache(List<SharedIndexInformer<T>> informers) {
    this.informers = List.copyOf(informers);
  }

  /** Done when all objects that exist are here. */
  CompletableFuture<Void> start() {
    return CompletableFuture.allOf(
        informers.stream()
            .map(informer -> informer.start().toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  List<T> list(String namespace) {
    List<T> all = new ArrayList<>();
    informers.forEach(
        informer -> all.addAll(informer.getIndexer().byIndex(Cache.NAMESPACE_INDEX, namespace)));
    return all;
  }

  Optional<T> get(String namespace, String name) {
    return informers.stream()
        .map(informer -> informer.getStore().getByKey(namespace + "/" + name))
        .filter(java.util.Objects::nonNull)
        .findFirst();
  }

  boolean isWatching() {
    return informers.stream().allMatch(SharedIndexInformer::isWatching);
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
  }
}
