package dev.lakehouse.operator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.ConditionedStatus;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.SegmentModel;
import dev.lakehouse.operator.cluster.ApiServer;
import dev.lakehouse.operator.cluster.TestOperator;
import dev.lakehouse.operator.pipeline.MedallionPipelineReconciler;
import dev.lakehouse.operator.segmentmodel.SegmentModelReconciler;
import dev.lakehouse.operator.spark.SparkApplications;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * A namespace with a Lakehouse, in which the test plays the users, the Spark operator and the jobs,
 * and the real reconcilers the rest.
 */
final class RunsFixture {
  static final String LAKEHOUSE =
      """
      apiVersion: lakehouse.dev/v1alpha1
      kind: Lakehouse
      metadata: {name: default}
      spec:
        storage: {root: "s3a://lake/crm", region: eu-west-1}
        workloads: {image: "lakehouse-jobs:dev"}
      """;

  static final String SOURCE =
      """
      apiVersion: lakehouse.dev/v1alpha1
      kind: DataSource
      metadata: {name: orders}
      spec: {kinesis: {stream: orders}}
      """;

  static final String PIPELINE =
      """
      apiVersion: lakehouse.dev/v1alpha1
      kind: MedallionPipeline
      metadata: {name: sales}
      spec:
        trigger: {onNewData: {minInterval: 1ms}}
        retry: {limit: 1, backoff: 1s}
        silver: [{name: orders, from: bronze.orders, keys: [order_id]}]
        gold: [{name: totals, sql: "SELECT count(*) AS n FROM silver.orders"}]
      """;

  static final ResourceDefinitionContext KUBEFLOW = type("sparkoperator.k8s.io", "v1beta2");
  static final ResourceDefinitionContext APACHE = type("spark.apache.org", "v1");

  final KubernetesClient client = ApiServer.client();
  final String namespace = ApiServer.newNamespace("runs");

  /** The operator's part of this, for all namespaces. */
  static TestOperator operator() {
    return operator(Clock.systemUTC());
  }

  /** The same by another clock. */
  static TestOperator operator(Clock clock) {
    return TestOperator.start(
        Set.of(),
        clock,
        parts -> {
          RunCache runs = new RunCache(parts.client(), Set.of(), parts.clock());
          RunKeeper keeper = new RunKeeper(parts.client(), parts.workspaces(), runs, parts.clock());
          SparkApplications applications =
              new SparkApplications(parts.client(), Set.of(), parts.clock());
          return List.of(
              new LakehouseRunReconciler(
                  parts.client(),
                  parts.workspaces(),
                  applications,
                  new RunJobs(parts.client(), Set.of(), parts.clock()),
                  parts.events(),
                  parts.clock()),
              new MedallionPipelineReconciler(
                  parts.workspaces(), runs, keeper, parts.events(), parts.clock()),
              new SegmentModelReconciler(
                  parts.workspaces(), runs, keeper, parts.events(), parts.clock()));
        });
  }

  RunsFixture apply(String... documents) {
    for (String yaml : documents) {
      GenericKubernetesResource object =
          Serialization.unmarshal(yaml, GenericKubernetesResource.class);
      client.resource(object).inNamespace(namespace).forceConflicts().serverSideApply();
    }
    return this;
  }

  /** Lakehouse, source with a first version, and the pipeline. */
  RunsFixture applyAll() {
    return applyAll(PIPELINE);
  }

  /** The same with another pipeline. */
  RunsFixture applyAll(String pipeline) {
    apply(LAKEHOUSE, SOURCE);
    ingested("orders", 1);
    return apply(pipeline);
  }

  /** The ingestion job committed a version of the DataSource's table. */
  void ingested(String source, long version) {
    status(
        "lakehouse.dev/v1alpha1",
        "DataSource",
        source,
        "{table: bronze.%s, ingestion: {version: %d, rows: 10}}".formatted(source, version));
  }

  /** The job of a run reports; {@code yaml} has steps, outcome or both. */
  void report(String run, String yaml) {
    status("lakehouse.dev/v1alpha1", "LakehouseRun", run, yaml);
  }

  private void status(String apiVersion, String kind, String name, String yaml) {
    String patch =
        "apiVersion: %s\nkind: %s\nmetadata: {name: %s, namespace: %s}\nstatus: %s"
            .formatted(apiVersion, kind, name, namespace, yaml);
    GenericKubernetesResource object =
        Serialization.unmarshal(patch, GenericKubernetesResource.class);
    client
        .resource(object)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("lakehouse-job")
                .withForce(true)
                .build());
  }

  /** Kubeflow's operator says how far an application is. */
  void spark(String application, String state) {
    spark(KUBEFLOW, application, "{\"applicationState\":{\"state\":\"" + state + "\"}}");
  }

  void spark(ResourceDefinitionContext type, String application, String status) {
    awaitApplication(type, application);
    client
        .genericKubernetesResources(type)
        .inNamespace(namespace)
        .withName(application)
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":" + status + "}");
  }

  GenericKubernetesResource awaitApplication(ResourceDefinitionContext type, String name) {
    return await("SparkApplication " + name)
        .until(
            () ->
                client.genericKubernetesResources(type).inNamespace(namespace).withName(name).get(),
            found -> found != null);
  }

  List<String> applications() {
    return client
        .genericKubernetesResources(KUBEFLOW)
        .inNamespace(namespace)
        .list()
        .getItems()
        .stream()
        .map(application -> application.getMetadata().getName())
        .sorted()
        .toList();
  }

  List<LakehouseRun> runs() {
    return client.resources(LakehouseRun.class).inNamespace(namespace).list().getItems().stream()
        .sorted(Comparator.comparing(run -> run.getMetadata().getName()))
        .toList();
  }

  List<String> runNames() {
    return runs().stream().map(run -> run.getMetadata().getName()).toList();
  }

  LakehouseRun run(String name) {
    return client.resources(LakehouseRun.class).inNamespace(namespace).withName(name).get();
  }

  MedallionPipeline pipeline(String name) {
    return client.resources(MedallionPipeline.class).inNamespace(namespace).withName(name).get();
  }

  SegmentModel model(String name) {
    return client.resources(SegmentModel.class).inNamespace(namespace).withName(name).get();
  }

  /** Waits until the condition says so; its message. */
  <S extends ConditionedStatus> String awaitCondition(
      Class<? extends CustomResource<?, S>> kind,
      String name,
      String type,
      String status,
      String reason) {
    Condition[] last = new Condition[1];
    await(kind.getSimpleName() + " " + name + ": " + type + "=" + status + " " + reason)
        .untilAsserted(
            () -> {
              CustomResource<?, S> object =
                  client.resources(kind).inNamespace(namespace).withName(name).get();
              assertThat(object).isNotNull();
              assertThat(object.getStatus()).as("status").isNotNull();
              last[0] = object.getStatus().condition(type).orElse(null);
              assertThat(last[0]).as("conditions %s", object.getStatus().conditions()).isNotNull();
              assertThat(last[0].status() + " " + last[0].reason())
                  .as("%s", object.getStatus().conditions())
                  .isEqualTo(status + " " + reason);
            });
    return last[0].message();
  }

  String awaitPipeline(String name, String type, String status, String reason) {
    return awaitCondition(MedallionPipeline.class, name, type, status, reason);
  }

  String awaitRun(String name, String type, String status, String reason) {
    return awaitCondition(LakehouseRun.class, name, type, status, reason);
  }

  private static ResourceDefinitionContext type(String group, String version) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion(version)
        .withKind("SparkApplication")
        .withPlural("sparkapplications")
        .withNamespaced(true)
        .build();
  }
}
