package dev.lakehouse.operator.datasource;

import static org.awaitility.Awaitility.await;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.operator.cluster.ApiServer;
import dev.lakehouse.operator.cluster.TestNamespace;
import dev.lakehouse.operator.cluster.TestOperator;
import dev.lakehouse.operator.lakehouse.LakehouseReconciler;
import dev.lakehouse.operator.run.LakehouseRunReconciler;
import dev.lakehouse.operator.run.RunCache;
import dev.lakehouse.operator.run.RunJobs;
import dev.lakehouse.operator.run.RunKeeper;
import dev.lakehouse.operator.spark.SparkApplications;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/**
 * A namespace in which the test plays the users, the jobs and the kubelet, the API server's own
 * controllers theirs, and the real reconcilers the rest.
 */
final class SourceFixture extends TestNamespace {
  /** What the operator has told Prometheus. */
  static final PrometheusMeterRegistry PROMETHEUS =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private static final DataSourceMeters METERS =
      new DataSourceMeters(PROMETHEUS, Clock.systemUTC());

  SourceFixture() {
    super("source");
  }

  /** The operator's part of this, for all namespaces. */
  static TestOperator operator() {
    return operator(Clock.systemUTC());
  }

  /** The same by another clock. */
  static TestOperator operator(Clock clock) {
    ApiServer.startControllers();
    return TestOperator.start(
        Set.of(),
        clock,
        parts -> {
          RunCache runs = new RunCache(parts.client(), Set.of(), parts.clock());
          RunKeeper keeper = new RunKeeper(parts.client(), parts.workspaces(), runs, parts.clock());
          return List.of(
              new LakehouseReconciler(parts.workspaces(), parts.events(), parts.clock()),
              new DataSourceReconciler(
                  parts.workspaces(), runs, keeper, parts.events(), METERS, parts.clock()),
              new LakehouseRunReconciler(
                  parts.client(),
                  parts.workspaces(),
                  new SparkApplications(parts.client(), Set.of(), parts.clock()),
                  new RunJobs(parts.client(), Set.of(), parts.clock()),
                  parts.events(),
                  parts.clock()));
        });
  }

  SourceFixture apply(String... documents) {
    List.of(documents).forEach(this::applyYaml);
    return this;
  }

  /** The Secret of connection crm-db. */
  SourceFixture applySecret() {
    return applySecret("one");
  }

  /** The Secret of connection crm-db with that password. */
  SourceFixture applySecret(String password) {
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withName("crm-db")
            .endMetadata()
            .addToStringData("username", "crm")
            .addToStringData("password", password)
            .build();
    client.resource(secret).inNamespace(namespace).forceConflicts().serverSideApply();
    return this;
  }

  /** The kubelet says how the pod of a Job is: Running, Succeeded or Failed. */
  void pod(String job, String phase) {
    Pod pod =
        await("pod of Job " + job)
            .until(
                () ->
                    client
                        .pods()
                        .inNamespace(namespace)
                        .withLabel("batch.kubernetes.io/job-name", job)
                        .list()
                        .getItems(),
                found -> !found.isEmpty())
            .get(0);
    String ready = phase.equals("Running") ? "True" : "False";
    client
        .resource(pod)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"status\":{\"phase\":\"%s\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"%s\"}]}}"
                .formatted(phase, ready));
  }

  void annotate(String source, String annotation, String value) {
    client
        .resources(DataSource.class)
        .inNamespace(namespace)
        .withName(source)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(annotation, value));
  }

  /** Waits for the SparkApplication of that name. */
  void awaitSpark(String name) {
    awaitApplication(KUBEFLOW, name);
  }

  DataSource source(String name) {
    return get(DataSource.class, name);
  }
}
