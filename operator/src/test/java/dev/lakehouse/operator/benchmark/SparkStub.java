package dev.lakehouse.operator.benchmark;

import dev.lakehouse.api.ApiGroup;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.LakehouseRunStatus;
import dev.lakehouse.plan.progress.JobOutcome;
import dev.lakehouse.plan.progress.StepStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Spark operator and jobs in one: answers each SparkApplication at once with the writes that both
 * would make, five each, and runs nothing.
 */
final class SparkStub implements AutoCloseable {
  /** The kind it answers. */
  static final ResourceDefinitionContext KIND =
      new ResourceDefinitionContext.Builder()
          .withGroup("sparkoperator.k8s.io")
          .withVersion("v1beta2")
          .withKind("SparkApplication")
          .withPlural("sparkapplications")
          .withNamespaced(true)
          .build();

  private static final PatchContext AS_JOB =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("lakehouse-job")
          .withForce(true)
          .build();
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();
  private static final int THREADS = 16;

  private final KubernetesClient client;
  private final String namespace;
  private final int perSource;
  private final Sightings sightings;
  private final OwnCalls calls;
  private final ExecutorService drivers = Executors.newFixedThreadPool(THREADS);
  private final SharedIndexInformer<GenericKubernetesResource> informer;

  SparkStub(
      KubernetesClient client,
      String namespace,
      int perSource,
      Sightings sightings,
      OwnCalls calls) {
    this.client = client;
    this.namespace = namespace;
    this.perSource = perSource;
    this.sightings = sightings;
    this.calls = calls;
    informer =
        client
            .genericKubernetesResources(KIND)
            .inNamespace(namespace)
            .inform(new OnNewApplication());
  }

  @Override
  public void close() {
    informer.close();
    drivers.shutdownNow();
  }

  /** Submitted, running, steps under way, steps and outcome, completed. */
  private void drive(GenericKubernetesResource submitted, int pipeline) {
    int source = pipeline / perSource;
    String name = submitted.getMetadata().getName();
    GenericKubernetesResource application = state(submitted, "SUBMITTED");
    application = state(application, "RUNNING");
    report(name, Workload.steps(pipeline, source, StepStatus.State.RUNNING), null);
    report(
        name, Workload.steps(pipeline, source, StepStatus.State.SUCCEEDED), JobOutcome.success(1));
    sightings.finished(pipeline);
    state(application, "COMPLETED");
  }

  /** As the Spark operator does it: the whole object, with the version it was seen at. */
  private GenericKubernetesResource state(GenericKubernetesResource application, String state) {
    calls.count("PUT", "sparkapplications/status");
    return client.resource(withState(application, state)).updateStatus();
  }

  /** The application in that state. */
  static GenericKubernetesResource withState(GenericKubernetesResource application, String state) {
    application.setAdditionalProperty("status", Map.of("applicationState", Map.of("state", state)));
    return application;
  }

  private void report(String run, List<StepStatus> steps, JobOutcome outcome) {
    client.resource(jobStatus(namespace, run, steps, outcome)).subresource("status").patch(AS_JOB);
    calls.count("APPLY", "lakehouseruns/status");
  }

  /** What a job applies: its own fields and nothing else. */
  static LakehouseRun jobStatus(
      String namespace, String name, List<StepStatus> steps, JobOutcome outcome) {
    LakehouseRun run = new LakehouseRun();
    run.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
    run.setStatus(
        new LakehouseRunStatus(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null,
            null, steps, outcome));
    return run;
  }

  private final class OnNewApplication implements ResourceEventHandler<GenericKubernetesResource> {
    @Override
    public void onAdd(GenericKubernetesResource application) {
      String owner = application.getMetadata().getLabels().get(ApiGroup.OWNER_LABEL);
      int pipeline = Workload.numberOf(owner);
      sightings.application(pipeline);
      // A copy, because the informer's object is shared.
      GenericKubernetesResource copy = SERIALIZATION.clone(application);
      drivers.execute(() -> drive(copy, pipeline));
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
      // Its own writes.
    }

    @Override
    public void onDelete(GenericKubernetesResource application, boolean finalStateUnknown) {
      // Nobody waits for it any more.
    }
  }
}
