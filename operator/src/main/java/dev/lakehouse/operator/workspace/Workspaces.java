package dev.lakehouse.operator.workspace;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.SegmentModel;
import dev.lakehouse.compiler.Workspace;
import dev.lakehouse.plan.TableName;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Everything that names or is named, cached once for all reconcilers (each with informers of its
 * own would hold every pipeline five times), and the events by which one object's change wakes
 * those it concerns ({@link Impact}). Reading never calls the API server.
 */
public class Workspaces implements AutoCloseable {
  private record Built(long epoch, Workspace workspace) {}

  private final FootprintIndex index = new FootprintIndex();
  private final Impact impact = new Impact(index);
  private final Map<Class<?>, Consumer<ObjectKey>> subscribers = new ConcurrentHashMap<>();
  private final Map<Class<?>, Consumer<HasMetadata>> deletions = new ConcurrentHashMap<>();
  private final Map<String, Long> epochs = new ConcurrentHashMap<>();
  private final Map<String, Built> built = new ConcurrentHashMap<>();
  private final KindCache<Lakehouse> lakehouses;
  private final KindCache<DataSource> dataSources;
  private final KindCache<MedallionPipeline> pipelines;
  private final KindCache<SegmentModel> segmentModels;
  private final KindCache<Secret> secrets;
  private CompletableFuture<Void> started;

  /** Watches these namespaces; an empty set means all. */
  public Workspaces(KubernetesClient client, Set<String> namespaces) {
    Informers informers = new Informers(client, namespaces);
    lakehouses = informers.of(Lakehouse.class, new SpecHandler<>(this));
    dataSources = informers.of(DataSource.class, new SpecHandler<>(this));
    pipelines = informers.of(MedallionPipeline.class, new SpecHandler<>(this));
    segmentModels = informers.of(SegmentModel.class, new SpecHandler<>(this));
    secrets = informers.ofSecrets(new SecretHandler(this));
  }

  /** Begins to watch; returns when all that exists is known. Further calls only wait. */
  public void start() {
    CompletableFuture<Void> known;
    synchronized (this) {
      if (started == null) {
        started =
            CompletableFuture.allOf(
                lakehouses.start(),
                dataSources.start(),
                pipelines.start(),
                segmentModels.start(),
                secrets.start());
      }
      known = started;
    }
    known.join();
  }

  /** The event source for the reconciler of that kind. */
  public <P extends HasMetadata> EventSource<Void, P> eventSource(Class<P> kind) {
    return new WorkspaceEventSource<>(this, kind);
  }

  /** What the compiler needs to know of a namespace; shared until a spec in it changes. */
  public Workspace of(String namespace) {
    long epoch = epochs.getOrDefault(namespace, 0L);
    Built known = built.get(namespace);
    if (known != null && known.epoch() == epoch) {
      return known.workspace();
    }
    Workspace workspace =
        new Workspace(
            lakehouses.list(namespace),
            dataSources.list(namespace),
            pipelines.list(namespace),
            segmentModels.list(namespace));
    built.put(namespace, new Built(epoch, workspace));
    return workspace;
  }

  /** The Lakehouse of that name. */
  public Optional<Lakehouse> lakehouse(String namespace, String name) {
    return lakehouses.get(namespace, name);
  }

  /** The source of that name. */
  public Optional<DataSource> dataSource(String namespace, String name) {
    return dataSources.get(namespace, name);
  }

  /** The pipeline of that name. */
  public Optional<MedallionPipeline> pipeline(String namespace, String name) {
    return pipelines.get(namespace, name);
  }

  /** The model of that name. */
  public Optional<SegmentModel> segmentModel(String namespace, String name) {
    return segmentModels.get(namespace, name);
  }

  /** How many objects of a kind belong to a Lakehouse. */
  public int count(Class<? extends HasMetadata> kind, String namespace, String lakehouse) {
    return (int)
        index.members(namespace, lakehouse).stream()
            .filter(member -> member.kind().equals(kind))
            .count();
  }

  /** What is in a Secret, by the names of its keys. */
  public Optional<SecretKeys> secret(String namespace, String name) {
    return secrets.get(namespace, name).map(SecretKeys::of);
  }

  /** The version of a table as the status of the object that declares it tells; empty: unknown. */
  public Optional<Long> version(String namespace, String lakehouse, TableName table) {
    return index.declaring(namespace, lakehouse, table.name()).stream()
        .map(this::object)
        .flatMap(Optional::stream)
        .map(object -> TableVersions.of(object).get(table.toString()))
        .filter(Objects::nonNull)
        .findFirst();
  }

  /** Whether all caches follow the API server. */
  public boolean isWatching() {
    return all().stream().allMatch(KindCache::isWatching);
  }

  @Override
  public void close() {
    all().forEach(KindCache::close);
  }

  /** Has {@code listener} told each object of a kind that is deleted, as it was at the last. */
  public void whenDeleted(Class<?> kind, Consumer<HasMetadata> listener) {
    deletions.put(kind, listener);
  }

  void subscribe(Class<?> kind, Consumer<ObjectKey> subscriber) {
    subscribers.put(kind, subscriber);
  }

  /** An object is there no more. */
  void deleted(HasMetadata object) {
    ObjectKey key = ObjectKey.of(object);
    Consumer<HasMetadata> deletion = deletions.get(key.kind());
    if (deletion != null) {
      deletion.accept(object);
    }
    specChanged(key, null);
  }

  /** A spec appeared, changed or vanished ({@code object} null). */
  void specChanged(ObjectKey key, HasMetadata object) {
    // Before anybody is woken, so that nobody compiles against what was.
    epochs.merge(key.namespace(), 1L, Long::sum);
    Footprint after = object == null ? null : Footprint.of(object);
    Footprint before = index.put(key, after).orElse(null);
    wake(impact.ofSpec(key, before, after));
  }

  void versionsChanged(ObjectKey key, Set<String> tables) {
    wake(impact.ofVersions(key, tables));
  }

  void secretChanged(String namespace, String secret) {
    wake(impact.ofSecret(namespace, secret, name -> lakehouses.get(namespace, name)));
  }

  private void wake(Set<ObjectKey> concerned) {
    for (ObjectKey key : concerned) {
      Consumer<ObjectKey> subscriber = subscribers.get(key.kind());
      if (subscriber != null) {
        subscriber.accept(key);
      }
    }
  }

  private Optional<? extends HasMetadata> object(ObjectKey key) {
    if (key.kind().equals(DataSource.class)) {
      return dataSources.get(key.namespace(), key.name());
    }
    return key.kind().equals(MedallionPipeline.class)
        ? pipelines.get(key.namespace(), key.name())
        : segmentModels.get(key.namespace(), key.name());
  }

  private List<KindCache<?>> all() {
    return List.of(lakehouses, dataSources, pipelines, segmentModels, secrets);
  }
}
