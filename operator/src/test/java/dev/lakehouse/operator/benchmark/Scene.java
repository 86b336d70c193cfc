package dev.lakehouse.operator.benchmark;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.ConditionTypes;
import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.DataSourceStatus;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.RunPhase;
import dev.lakehouse.plan.progress.IngestionStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** One namespace in which users work: it is prepared, pipelines are applied, and watched. */
final class Scene {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KubernetesClient client;
  private final String namespace;
  private final Options options;
  private final OwnCalls calls;

  Scene(KubernetesClient client, String namespace, Options options, OwnCalls calls) {
    this.client = client;
    this.namespace = namespace;
    this.options = options;
    this.calls = calls;
  }

  /** A Lakehouse, and sources whose bronze tables have data. */
  void prepare() {
    apply(Workload.lakehouse());
    int sources = (options.pipelines() + options.perSource() - 1) / options.perSource();
    for (int i = 0; i < sources; i++) {
      apply(Workload.source(i));
    }
    for (int i = 0; i < sources; i++) {
      String name = Workload.source(i).getMetadata().getName();
      Awaitility.await("the operator's status of DataSource " + name)
          .atMost(PATIENCE)
          .until(() -> hasTable(name));
      client.resource(ingested(name)).subresource("status").patch(as("lakehouse-job"));
    }
  }

  /** Applies all pipelines as fast as the clients can. */
  void applyPipelines(Sightings sightings) throws InterruptedException {
    ExecutorService users = Executors.newFixedThreadPool(options.workers());
    for (int i = 0; i < options.pipelines(); i++) {
      int number = i;
      users.execute(
          () -> {
            MedallionPipeline pipeline = Workload.pipeline(number, number / options.perSource());
            sightings.applied(number);
            apply(pipeline);
            calls.count("APPLY", "medallionpipelines");
          });
    }
    users.shutdown();
    users.awaitTermination(options.patience().toSeconds(), TimeUnit.SECONDS);
  }

  /** Notes when a pipeline becomes Ready by a run that succeeded; to be closed. */
  SharedIndexInformer<MedallionPipeline> watchPipelines(Sightings sightings) {
    return client
        .resources(MedallionPipeline.class)
        .inNamespace(namespace)
        .inform(new OnReady(sightings));
  }

  /** Each pipeline has one run, and it succeeded; else throws. */
  void verifyRuns() {
    List<LakehouseRun> runs =
        client.resources(LakehouseRun.class).inNamespace(namespace).list().getItems();
    long succeeded =
        runs.stream()
            .filter(run -> run.getStatus() != null)
            .filter(run -> run.getStatus().phase() == RunPhase.SUCCEEDED)
            .count();
    if (runs.size() != options.pipelines() || succeeded != options.pipelines()) {
      throw new IllegalStateException(
          "%d pipelines should have had one successful run each; there are %d runs, %d succeeded"
              .formatted(options.pipelines(), runs.size(), succeeded));
    }
  }

  /** What the pipelines that are not Ready say. */
  String complaints() {
    return client
        .resources(MedallionPipeline.class)
        .inNamespace(namespace)
        .list()
        .getItems()
        .stream()
        .filter(pipeline -> !isDone(pipeline))
        .map(pipeline -> pipeline.getStatus() == null ? "no status" : ready(pipeline))
        .collect(Collectors.groupingBy(text -> text.replaceAll("\\d+", "N"), Collectors.counting()))
        .toString();
  }

  private static String ready(MedallionPipeline pipeline) {
    return pipeline
        .getStatus()
        .condition(ConditionTypes.READY)
        .map(condition -> condition.reason() + ": " + condition.message())
        .orElse("no Ready");
  }

  private void apply(HasMetadata object) {
    client.resource(object).inNamespace(namespace).patch(as("benchmark"));
  }

  private static PatchContext as(String manager) {
    return new PatchContext.Builder()
        .withPatchType(PatchType.SERVER_SIDE_APPLY)
        .withFieldManager(manager)
        .withForce(true)
        .build();
  }

  private boolean hasTable(String source) {
    DataSource now =
        client.resources(DataSource.class).inNamespace(namespace).withName(source).get();
    return now.getStatus() != null && now.getStatus().table() != null;
  }

  private DataSource ingested(String name) {
    DataSource source = new DataSource();
    source.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
    source.setStatus(
        new DataSourceStatus(
            null,
            null,
            null,
            null,
            null,
            new IngestionStatus(1L, 1000L, 0L, null, null, null, null, null, null, null),
            null,
            null,
            null,
            null,
            null,
            null));
    return source;
  }

  private static boolean isDone(MedallionPipeline pipeline) {
    return pipeline.getStatus() != null
        && pipeline.getStatus().lastRun() != null
        && pipeline.getStatus().lastRun().phase() == RunPhase.SUCCEEDED
        && pipeline
            .getStatus()
            .condition(ConditionTypes.READY)
            .filter(ready -> ready.status().equals(Condition.TRUE))
            .isPresent();
  }

  private record OnReady(Sightings sightings) implements ResourceEventHandler<MedallionPipeline> {
    @Override
    public void onAdd(MedallionPipeline pipeline) {
      look(pipeline);
    }

    @Override
    public void onUpdate(MedallionPipeline before, MedallionPipeline after) {
      look(after);
    }

    @Override
    public void onDelete(MedallionPipeline pipeline, boolean finalStateUnknown) {
      // Nobody deletes any.
    }

    private void look(MedallionPipeline pipeline) {
      if (isDone(pipeline)) {
        sightings.ready(Workload.numberOf(pipeline.getMetadata().getName()));
      }
    }
  }
}
