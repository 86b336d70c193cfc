package dev.lakehouse.operator.workspace;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Makes informers that keep no more of an object than is asked of it. */
final class Informers {
  /** Their data is of no concern, and Helm's can be a megabyte each. */
  private static final List<String> UNWATCHED_SECRETS =
      List.of("helm.sh/release.v1", "kubernetes.io/service-account-token");

  private final KubernetesClient client;
  private final Set<String> namespaces;

  /** Empty {@code namespaces}: all. */
  Informers(KubernetesClient client, Set<String> namespaces) {
    this.client = client;
    this.namespaces = Set.copyOf(namespaces);
  }

  <T extends HasMetadata> KindCache<T> of(Class<T> kind, ResourceEventHandler<T> handler) {
    return cache(
        client.resources(kind), UnaryOperator.identity(), handler, Informers::withoutManagedFields);
  }

  /** Secrets, of which only the names of the keys are kept; handlers see the same. */
  KindCache<Secret> ofSecrets(ResourceEventHandler<Secret> handler) {
    return cache(client.secrets(), Informers::withoutUnwatched, handler, Informers::withoutValues);
  }

  private <T extends HasMetadata> KindCache<T> cache(
      MixedOperation<T, ?, ?> all,
      UnaryOperator<FilterWatchListDeletable<T, ?, ?>> select,
      ResourceEventHandler<T> handler,
      UnaryOperator<T> strip) {
    List<FilterWatchListDeletable<T, ?, ?>> scopes =
        namespaces.isEmpty()
            ? List.of(all.inAnyNamespace())
            : namespaces.stream().<FilterWatchListDeletable<T, ?, ?>>map(all::inNamespace).toList();
    return new KindCache<>(
        scopes.stream().map(select).map(scope -> informer(scope, handler, strip)).toList());
  }

  private static <T extends HasMetadata> SharedIndexInformer<T> informer(
      FilterWatchListDeletable<T, ?, ?> scope,
      ResourceEventHandler<T> handler,
      UnaryOperator<T> strip) {
    return scope
        .runnableInformer(0)
        .itemStore(new TransformingItemStore<>(strip))
        // Once started it goes on whatever happens: a watch that broke is opened again.
        .exceptionHandler((started, failure) -> started)
        .addEventHandler(handler);
  }

  private static FilterWatchListDeletable<Secret, ?, ?> withoutUnwatched(
      FilterWatchListDeletable<Secret, ?, ?> all) {
    FilterWatchListDeletable<Secret, ?, ?> watched = all;
    for (String type : UNWATCHED_SECRETS) {
      watched = watched.withoutField("type", type);
    }
    return watched;
  }

  private static <T extends HasMetadata> T withoutManagedFields(T object) {
    object.getMetadata().setManagedFields(null);
    return object;
  }

  private static Secret withoutValues(Secret secret) {
    withoutManagedFields(secret);
    if (secret.getMetadata().getAnnotations() != null) {
      // kubectl keeps what was applied, values and all, in an annotation.
      secret.getMetadata().setAnnotations(null);
    }
    if (secret.getData() != null) {
      secret.getData().replaceAll((key, value) -> "");
    }
    secret.setStringData(null);
    return secret;
  }
}
