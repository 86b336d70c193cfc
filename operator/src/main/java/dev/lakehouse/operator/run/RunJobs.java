package dev.lakehouse.operator.run;

import dev.lakehouse.api.ApiGroup;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.operator.cache.ResourceCache;
import dev.lakehouse.operator.cache.WakeSource;
import dev.lakehouse.operator.naming.Labels;
import dev.lakehouse.operator.spark.ApplicationState;
import dev.lakehouse.operator.spark.SparkApplications.Creation;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The Jobs that execute runs of DataSources, where one pod does it. */
public class RunJobs implements AutoCloseable {
  private final KubernetesClient client;
  private final ResourceCache<Job> jobs;
  private final WakeSource<LakehouseRun> wakes =
      new WakeSource<>("run-jobs", this::start, this::isWatching);
  private CompletableFuture<Void> started;

  /** Watches these namespaces; an empty set means all. */
  public RunJobs(KubernetesClient client, Set<String> namespaces, Clock clock) {
    this.client = client;
    jobs =
        ResourceCache.of(
            client.batch().v1().jobs(),
            namespaces,
            all -> all.withLabelSelector(Labels.RUN_JOBS),
            new ResourceCache.Settings<>(
                RunJobs::stateOnly,
                job -> job.getMetadata().getNamespace(),
                (before, after) ->
                    !RunJobResources.state(before).equals(RunJobResources.state(after))),
            clock);
    jobs.listen(this::wakeRun);
  }

  /** Wakes a run when the state of one of its Jobs changes. */
  public EventSource<Void, LakehouseRun> eventSource() {
    return wakes;
  }

  /** State of the Job; empty: the cache knows none. */
  Optional<ApplicationState> state(String namespace, String name) {
    return jobs.get(namespace, name).map(RunJobResources::state);
  }

  /** The same by asking the API server. */
  Optional<ApplicationState> stateNow(String namespace, String name) {
    return Optional.ofNullable(resource(namespace, name).get())
        .filter(RunJobs::isOfRun)
        .map(RunJobResources::state);
  }

  /** Makes the Job, unless there is one of its name. */
  Creation create(Job job) {
    try {
      jobs.written(client.resource(job).create());
      return Creation.CREATED;
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      Job found = resource(job.getMetadata().getNamespace(), job.getMetadata().getName()).get();
      if (found == null || !isOwnedBy(found, job.getMetadata().getOwnerReferences().get(0))) {
        return Creation.FOREIGN;
      }
      jobs.written(found);
      return Creation.FOUND;
    }
  }

  /** Deletes the Job and its pod, if it is there. */
  void delete(String namespace, String name) {
    resource(namespace, name).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
  }

  @Override
  public void close() {
    jobs.close();
  }

  private void start() {
    CompletableFuture<Void> known;
    synchronized (this) {
      if (started == null) {
        started = jobs.start();
      }
      known = started;
    }
    known.join();
  }

  private boolean isWatching() {
    return jobs.isWatching();
  }

  private void wakeRun(Job job) {
    owners(job).stream()
        .filter(owner -> owner.getKind().equals(LakehouseRun.class.getSimpleName()))
        .filter(owner -> owner.getApiVersion().startsWith(ApiGroup.NAME + "/"))
        .forEach(owner -> wakes.wake(job.getMetadata().getNamespace(), owner.getName()));
  }

  private Resource<Job> resource(String namespace, String name) {
    return client.resources(Job.class).inNamespace(namespace).withName(name);
  }

  private static boolean isOfRun(Job job) {
    return job.getMetadata().getLabels() != null
        && Labels.RUN.equals(job.getMetadata().getLabels().get(Labels.COMPONENT));
  }

  private static boolean isOwnedBy(Job job, OwnerReference owner) {
    return owners(job).stream().anyMatch(found -> found.getUid().equals(owner.getUid()));
  }

  private static List<OwnerReference> owners(Job job) {
    return Optional.ofNullable(job.getMetadata().getOwnerReferences()).orElse(List.of());
  }

  private static Job stateOnly(Job job) {
    job.getMetadata().setManagedFields(null);
    job.setSpec(null);
    return job;
  }
}
