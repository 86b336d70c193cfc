package dev.lakehouse.operator.run;

import dev.lakehouse.api.ConditionedStatus;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.SegmentModel;
import dev.lakehouse.operator.cluster.TestNamespace;
import dev.lakehouse.operator.cluster.TestOperator;
import dev.lakehouse.operator.pipeline.ExpectationMeters;
import dev.lakehouse.operator.pipeline.MedallionPipelineReconciler;
import dev.lakehouse.operator.pipeline.PipelineMeters;
import dev.lakehouse.operator.segmentmodel.SegmentModelReconciler;
import dev.lakehouse.operator.spark.SparkApplications;
import io.fabric8.kubernetes.client.CustomResource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * A namespace with a Lakehouse, in which the test plays the users, the Spark operator and the jobs,
 * and the real reconcilers the rest.
 */
final class RunsFixture extends TestNamespace {
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

  RunsFixture() {
    super("runs");
  }

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
                  parts.workspaces(),
                  runs,
                  keeper,
                  parts.events(),
                  new ExpectationMeters(new SimpleMeterRegistry()),
                  new PipelineMeters(new SimpleMeterRegistry()),
                  parts.clock()),
              new SegmentModelReconciler(
                  parts.workspaces(), runs, keeper, parts.events(), parts.clock()));
        });
  }

  RunsFixture apply(String... documents) {
    List.of(documents).forEach(this::applyYaml);
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
    report(
        "DataSource",
        source,
        "{table: bronze.%s, ingestion: {version: %d, rows: 10}}".formatted(source, version));
  }

  /** The job of a run reports; {@code yaml} has steps, outcome or both. */
  void report(String run, String yaml) {
    report("LakehouseRun", run, yaml);
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
    return awaitCondition(kind, name, type + "=" + status + " " + reason);
  }

  String awaitPipeline(String name, String type, String status, String reason) {
    return awaitCondition(MedallionPipeline.class, name, type, status, reason);
  }

  String awaitRun(String name, String type, String status, String reason) {
    return awaitCondition(LakehouseRun.class, name, type, status, reason);
  }
}
