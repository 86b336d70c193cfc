package dev.lakehouse.operator.spark;

import dev.lakehouse.api.ApiGroup;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.LakehouseSpec;
import dev.lakehouse.operator.cache.ResourceCache;
import dev.lakehouse.operator.cache.WakeSource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The applications of the Spark operators that are installed. Which ones are is looked at when the
 * operator starts, and again when a run needs one that was not there: a missing
 * CustomResourceDefinition holds runs up, it does not stop the operator.
 */
public class SparkApplications implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SparkApplications.class);
  private static final long SYNC_SECONDS = 30;
  private static final long LOOK_AGAIN_SECONDS = 5;

  /** What came of creating an application. */
  public enum Creation {
    /** It was made now. */
    CREATED,
    /** It was there, made by an earlier pass for the same run. */
    FOUND,
    /** One of that name is there and belongs to something else. */
    FOREIGN
  }

  private final KubernetesClient client;
  private final Set<String> namespaces;
  private final Clock clock;
  private final Map<SparkBackend, ResourceCache<GenericKubernetesResource>> caches =
      new ConcurrentHashMap<>();
  private final Map<SparkBackend, Instant> lookedFor = new ConcurrentHashMap<>();
  private final WakeSource<LakehouseRun> wakes =
      new WakeSource<>("spark-applications", this::start, this::isWatching);

  /** Watches these namespaces; an empty set means all. */
  public SparkApplications(KubernetesClient client, Set<String> namespaces, Clock clock) {
    this.client = client;
    this.namespaces = Set.copyOf(namespaces);
    this.clock = clock;
  }

  /** Wakes a run when the state of one of its applications changes. */
  public EventSource<Void, LakehouseRun> eventSource() {
    return wakes;
  }

  /** Whether the Spark operator's kind exists; watches it from then on. */
  public boolean available(SparkBackend backend) {
    if (caches.containsKey(backend)) {
      return true;
    }
    synchronized (lookedFor) {
      Instant last = lookedFor.get(backend);
      if (last == null || last.plusSeconds(LOOK_AGAIN_SECONDS).isBefore(clock.instant())) {
        lookedFor.put(backend, clock.instant());
        watchIfInstalled(backend);
      }
    }
    return caches.containsKey(backend);
  }

  /** State of the application, of whichever Spark operator; empty: the cache knows none. */
  public Optional<ApplicationState> state(String namespace, String name) {
    return caches.entrySet().stream()
        .flatMap(entry -> entry.getValue().get(namespace, name).map(entry.getKey()::state).stream())
        .findFirst();
  }

  /** The same by asking the API server: before an application is declared lost. */
  public Optional<ApplicationState> stateNow(String namespace, String name) {
    return caches.keySet().stream()
        .flatMap(
            backend ->
                Optional.ofNullable(resource(backend, namespace, name).get())
                    .map(backend::state)
                    .stream())
        .findFirst();
  }

  /** Makes the application, unless there is one of its name. */
  public Creation create(SparkBackend backend, ApplicationRequest request) {
    try {
      remember(
          backend,
          client
              .genericKubernetesResources(backend.type())
              .inNamespace(request.namespace())
              .resource(backend.application(request))
              .create());
      return Creation.CREATED;
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      GenericKubernetesResource found =
          resource(backend, request.namespace(), request.name()).get();
      if (found == null || !isOwnedBy(found, request.owner())) {
        return Creation.FOREIGN;
      }
      remember(backend, found);
      return Creation.FOUND;
    }
  }

  /** Deletes the application, if it is there. */
  public void delete(String namespace, String name) {
    caches.keySet().forEach(backend -> resource(backend, namespace, name).delete());
  }

  @Override
  public void close() {
    caches.values().forEach(ResourceCache::close);
  }

  private void start() {
    Arrays.stream(LakehouseSpec.SparkBackend.values())
        .map(SparkBackend::of)
        .forEach(this::available);
  }

  private boolean isWatching() {
    return caches.values().stream().allMatch(ResourceCache::isWatching);
  }

  private void watchIfInstalled(SparkBackend backend) {
    if (!client.supports(backend.apiVersion(), SparkBackend.KIND)) {
      return;
    }
    ResourceCache<GenericKubernetesResource> cache =
        ResourceCache.of(
            client.genericKubernetesResources(backend.type()),
            namespaces,
            new ResourceCache.Settings<>(
                SparkApplications::statusOnly,
                application -> application.getMetadata().getNamespace(),
                (before, after) -> !backend.state(before).equals(backend.state(after))),
            clock);
    cache.listen(this::wakeRun);
    try {
      cache.start().get(SYNC_SECONDS, TimeUnit.SECONDS);
      caches.put(backend, cache);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("{} can't be listed yet; runs that need it wait", backend.crdName(), e);
      cache.close();
    } catch (InterruptedException e) {
      cache.close();
      Thread.currentThread().interrupt();
    }
  }

  private void wakeRun(GenericKubernetesResource application) {
    owners(application)
        .filter(owner -> owner.getKind().equals(LakehouseRun.class.getSimpleName()))
        .filter(owner -> owner.getApiVersion().startsWith(ApiGroup.NAME + "/"))
        .forEach(owner -> wakes.wake(application.getMetadata().getNamespace(), owner.getName()));
  }

  private void remember(SparkBackend backend, GenericKubernetesResource application) {
    caches.get(backend).written(application);
  }

  private io.fabric8.kubernetes.client.dsl.Resource<GenericKubernetesResource> resource(
      SparkBackend backend, String namespace, String name) {
    return client.genericKubernetesResources(backend.type()).inNamespace(namespace).withName(name);
  }

  private static boolean isOwnedBy(GenericKubernetesResource application, OwnerReference owner) {
    return owners(application).anyMatch(found -> found.getUid().equals(owner.getUid()));
  }

  private static Stream<OwnerReference> owners(GenericKubernetesResource application) {
    List<OwnerReference> owners = application.getMetadata().getOwnerReferences();
    return owners == null ? Stream.of() : owners.stream();
  }

  /** A spec holds two pod templates; of thousands of applications only the state is asked for. */
  private static GenericKubernetesResource statusOnly(GenericKubernetesResource application) {
    application.getMetadata().setManagedFields(null);
    application.getAdditionalProperties().remove("spec");
    return application;
  }
}
