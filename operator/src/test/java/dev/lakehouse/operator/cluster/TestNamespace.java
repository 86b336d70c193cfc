package dev.lakehouse.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.ConditionedStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;

/** A namespace of the tests' API server, as users, jobs and the Spark operator see it. */
public class TestNamespace {
  /** Kubeflow's SparkApplication. */
  public static final ResourceDefinitionContext KUBEFLOW =
      sparkApplication("sparkoperator.k8s.io", "v1beta2");

  /** Apache's SparkApplication. */
  public static final ResourceDefinitionContext APACHE = sparkApplication("spark.apache.org", "v1");

  public final KubernetesClient client = ApiServer.client();
  public final String namespace;

  /** A new one; {@code prefix} begins its name. */
  public TestNamespace(String prefix) {
    namespace = ApiServer.newNamespace(prefix);
  }

  /** As kubectl does it with server-side apply. */
  public void applyYaml(String yaml) {
    GenericKubernetesResource object =
        Serialization.unmarshal(yaml, GenericKubernetesResource.class);
    client.resource(object).inNamespace(namespace).forceConflicts().serverSideApply();
  }

  /** What a job says in the status of that object, under its own field manager. */
  public void report(String kind, String name, String status) {
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

  /** Kubeflow's operator says how far an application is. */
  public void spark(String application, String state) {
    spark(KUBEFLOW, application, "{\"applicationState\":{\"state\":\"" + state + "\"}}");
  }

  /** A Spark operator writes that status, once the application is there. */
  public void spark(ResourceDefinitionContext type, String application, String status) {
    awaitApplication(type, application);
    client
        .genericKubernetesResources(type)
        .inNamespace(namespace)
        .withName(application)
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":" + status + "}");
  }

  /** Waits for a SparkApplication. */
  public GenericKubernetesResource awaitApplication(ResourceDefinitionContext type, String name) {
    return await("SparkApplication " + name)
        .until(
            () ->
                client.genericKubernetesResources(type).inNamespace(namespace).withName(name).get(),
            found -> found != null);
  }

  /** Null when there is none. */
  public <T extends HasMetadata> T get(Class<T> kind, String name) {
    return client.resources(kind).inNamespace(namespace).withName(name).get();
  }

  /** Sorted by name. */
  public <T extends HasMetadata> List<String> names(Class<T> kind) {
    return client.resources(kind).inNamespace(namespace).list().getItems().stream()
        .map(object -> object.getMetadata().getName())
        .sorted()
        .toList();
  }

  /** Waits for an object. */
  public <T extends HasMetadata> T awaitExists(Class<T> kind, String name) {
    return await(kind.getSimpleName() + " " + name)
        .until(() -> get(kind, name), found -> found != null);
  }

  /** Waits until the condition says so, for example {@code Ready=True Ready}; its message. */
  public <S extends ConditionedStatus> String awaitCondition(
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

  private static ResourceDefinitionContext sparkApplication(String group, String version) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion(version)
        .withKind("SparkApplication")
        .withPlural("sparkapplications")
        .withNamespaced(true)
        .build();
  }
}
