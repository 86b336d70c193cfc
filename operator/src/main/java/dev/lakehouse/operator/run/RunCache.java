package dev.lakehouse.operator.run;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.ConditionTypes;
import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.SegmentModel;
import dev.lakehouse.operator.cache.ResourceCache;
import dev.lakehouse.operator.cache.WakeSource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The runs of all owners, cached once for the reconcilers of both kinds of owner, and the events
 * that wake an owner when one of its runs changes in a way that concerns it.
 */
public class RunCache implements AutoCloseable {
  private final ResourceCache<LakehouseRun> runs;
  private final WakeSource<MedallionPipeline> pipelines =
      new WakeSource<>("runs", this::start, this::isWatching);
  private final WakeSource<SegmentModel> models =
      new WakeSource<>("runs", this::start, this::isWatching);
  private final WakeSource<DataSource> sources =
      new WakeSource<>("runs", this::start, this::isWatching);
  private CompletableFuture<Void> started;

  /** Watches these namespaces; an empty set means all. */
  public RunCache(KubernetesClient client, Set<String> namespaces, Clock clock) {
    runs =
        ResourceCache.of(
            client.resources(LakehouseRun.class),
            namespaces,
            new ResourceCache.Settings<>(
                RunCache::withoutManagedFields,
                RunCache::ownerKey,
                (before, after) -> !concern(before).equals(concern(after))),
            clock);
    runs.listen(this::wakeOwner);
  }

  /** Wakes pipelines when their runs change. */
  public EventSource<Void, MedallionPipeline> pipelineEvents() {
    return pipelines;
  }

  /** Wakes models when their runs change. */
  public EventSource<Void, SegmentModel> modelEvents() {
    return models;
  }

  /** Wakes sources when their runs change. */
  public EventSource<Void, DataSource> sourceEvents() {
    return sources;
  }

  /** All runs that name the owner, whoever made them. */
  public List<LakehouseRun> of(HasMetadata owner) {
    return runs.group(key(owner.getMetadata().getNamespace(), RunTarget.of(owner)));
  }

  /** Remembers what the API server answered to a write. */
  void written(LakehouseRun run) {
    runs.written(run);
  }

  @Override
  public void close() {
    runs.close();
  }

  private void start() {
    CompletableFuture<Void> known;
    synchronized (this) {
      if (started == null) {
        started = runs.start();
      }
      known = started;
    }
    known.join();
  }

  private boolean isWatching() {
    return runs.isWatching();
  }

  private void wakeOwner(LakehouseRun run) {
    RunTarget target = RunTarget.of(run);
    WakeSource<?> wakes =
        switch (target.kind()) {
          case PIPELINE -> pipelines;
          case MODEL -> models;
          case SOURCE -> sources;
        };
    wakes.wake(run.getMetadata().getNamespace(), target.name());
  }

  private static String ownerKey(LakehouseRun run) {
    return key(run.getMetadata().getNamespace(), RunTarget.of(run));
  }

  private static String key(String namespace, RunTarget target) {
    return namespace + "/" + target.kind() + "/" + target.name();
  }

  /**
   * What of a run its owner looks at; the steps only when it is over, they change often, or when it
   * never is.
   */
  private static List<Object> concern(LakehouseRun run) {
    boolean ended = RunMarks.ended(run);
    Condition progressing =
        run.getStatus() == null
            ? null
            : run.getStatus().condition(ConditionTypes.PROGRESSING).orElse(null);
    boolean held = progressing != null && !progressing.reason().equals(RunReasons.RUNNING);
    return Arrays.asList(
        RunMarks.phase(run),
        RunMarks.admission(run),
        held ? progressing.message() : null,
        run.getStatus() == null ? null : run.getStatus().startTime(),
        ended || ContinuousRuns.tells(run) ? run.getStatus().steps() : null,
        Objects.toString(run.getMetadata().getUid()));
  }

  private static LakehouseRun withoutManagedFields(LakehouseRun run) {
    run.getMetadata().setManagedFields(null);
    return run;
  }
}
