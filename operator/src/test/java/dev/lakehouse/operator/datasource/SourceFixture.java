package dev.lakehouse.operator.datasource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.ConditionedStatus;
import dev.lakehouse.api.DataSource;
import dev.lakehouse.operator.cluster.ApiServer;
import dev.lakehouse.operator.cluster.TestOperator;
import dev.lakehouse.operator.lakehouse.LakehouseReconciler;
import dev.lakehouse.operator.run.LakehouseRunReconciler;
import dev.lakehouse.operator.run.RunCache;
import dev.lakehouse.operator.run.RunJobs;
import dev.lakehouse.operator.run.RunKeeper;
import dev.lakehouse.operator.spark.SparkApplications;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/**
 * A namespace in which the test plays the users, the jobs and the kubelet, the API server's own
 * controllers theirs, and the real reconcilers the rest.
 */
final class SourceFixture {
  private static final ResourceDefinitionContext KUBEFLOW =
      new ResourceDefinitionContext.Builder()
          .withGroup("sparkoperator.k8s.io")
          .withVersion("v1beta2")
          .withKind("SparkApplication")
          .withPlural("sparkapplications")
          .withNamespaced(true)
          .build();

  /** What the operator has told Prometheus. */
  static final PrometheusMeterRegistry PROMETHEUS =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private static final DataSourceMeters METERS =
      new DataSourceMeters(PROMETHEUS, Clock.systemUTC());

  final KubernetesClient client = ApiServer.client();
  final String namespace = ApiServer.newNamespace("source");

  /** The operator's part of this, for all namespaces. */
  static TestOperator operator() {
    return TestOperator.start(
        Set.of(),
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
    for (String yaml : documents) {
      GenericKubernetesResource object =
          Serialization.unmarshal(yaml, GenericKubernetesResource.class);
      client.resource(object).inNamespace(namespace).forceConflicts().serverSideApply();
    }
    return this;
  }

  /** The Secret of connection crm-db. */
  SourceFixture applySecret() {
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withName("crm-db")
            .endMetadata()
            .addToStringData("username", "crm")
            .addToStringData("password", "one")
            .build();
    client.resource(secret).inNamespace(namespace).forceConflicts().serverSideApply();
    return this;
  }

  /** What a job says in the status of that object, under its own field manager. */
  void report(String kind, String name, String status) {
    String patch =
        "apiVersion: lakehouse.dev/v1alpha1\nkind: %s\nmetadata: {name: %s}\nstatus: %s"
            .formatted(kind, name, status);
    client
        .resource(Serialization.unmarshal(patch, GenericKubernetesResource.class))
        .inNamespace(namespace)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("lakehouse-job")
                .withForce(true)
                .build());
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
    await("SparkApplication " + name)
        .until(
            () ->
                client
                    .genericKubernetesResources(KUBEFLOW)
                    .inNamespace(namespace)
                    .withName(name)
                    .get(),
            found -> found != null);
  }

  /** Kubeflow's operator says how far an application is. */
  void spark(String name, String state) {
    client
        .genericKubernetesResources(KUBEFLOW)
        .inNamespace(namespace)
        .withName(name)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"status\":{\"applicationState\":{\"state\":\"" + state + "\"}}}");
  }

  DataSource source(String name) {
    return get(DataSource.class, name);
  }

  <T extends HasMetadata> T get(Class<T> kind, String name) {
    return client.resources(kind).inNamespace(namespace).withName(name).get();
  }

  <T extends HasMetadata> List<String> names(Class<T> kind) {
    return client.resources(kind).inNamespace(namespace).list().getItems().stream()
        .map(object -> object.getMetadata().getName())
        .sorted()
        .toList();
  }

  <T extends HasMetadata> T awaitExists(Class<T> kind, String name) {
    return await(kind.getSimpleName() + " " + name)
        .until(() -> get(kind, name), found -> found != null);
  }

  /** Waits until the condition says so; its message. */
  <S extends ConditionedStatus> String awaitCondition(
      Class<? extends CustomResource<?, S>> kind, String name, String condition) {
    Condition[] last = new Condition[1];
    String type = condition.substring(0, condition.indexOf('='));
    await(kind.getSimpleName() + " " + name + ": " + condition)
        .untilAsserted(
            () -> {
              CustomResource<?, S> object = get(kind, name);
              assertThat(object).isNotNull();
              assertThat(object.getStatus()).as("status").isNotNull();
              last[0] = object.getStatus().condition(type).orElse(null);
              assertThat(last[0]).as("%s", object.getStatus().conditions()).isNotNull();
              assertThat(type + "=" + last[0].status() + " " + last[0].reason())
                  .as("%s", object.getStatus().conditions())
                  .isEqualTo(condition);
            });
    return last[0].message();
  }
}
