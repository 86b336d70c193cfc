package dev.lakehouse.operator.chart;

import dev.lakehouse.operator.cluster.ApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A release of the chart whose rendered manifests the API server has taken. */
public final class Installation implements AutoCloseable {
  private final KubernetesClient client = ApiServer.client();
  private final String namespace = ApiServer.newNamespace("chart");
  private final String release = "t" + UUID.randomUUID().toString().substring(0, 8);
  private final List<GenericKubernetesResource> objects;

  private Installation(Helm helm, String... options) {
    objects = Helm.objects(helm.render(release, namespace, options));
    objects.forEach(this::apply);
  }

  /** Renders and applies it, as {@code helm install} does, in a namespace of its own. */
  public static Installation of(Helm helm, String... options) {
    return new Installation(helm, options);
  }

  /** Where it is installed. */
  public String namespace() {
    return namespace;
  }

  /** The name of all its objects. */
  public String name() {
    return release + "-lakehouse-operator";
  }

  GenericKubernetesResource object(String kind, String name) {
    return objects.stream()
        .filter(object -> object.getKind().equals(kind))
        .filter(object -> object.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Whether the operator's ServiceAccount may do that. */
  boolean allows(Right right, String where, String name) {
    SubjectAccessReview review =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser(user())
            .withGroups(groups())
            .withNewResourceAttributes()
            .withGroup(right.group())
            .withResource(right.bareResource())
            .withSubresource(right.subresource())
            .withVerb(right.verb())
            .withNamespace(where)
            .withName(name)
            .endResourceAttributes()
            .endSpec()
            .build();
    return client
        .authorization()
        .v1()
        .subjectAccessReview()
        .create(review)
        .getStatus()
        .getAllowed();
  }

  /** A client that is the operator to the API server; to be closed. */
  KubernetesClient asOperator() {
    Config config = Config.fromKubeconfig(ApiServer.kubeconfig());
    config.setImpersonateUsername(user());
    config.setImpersonateGroups(groups());
    config.setRequestRetryBackoffLimit(0);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  @Override
  public void close() {
    objects.stream()
        .filter(object -> isClusterWide(object) || object.getMetadata().getNamespace() != null)
        .forEach(object -> client.resource(object).delete());
  }

  private void apply(GenericKubernetesResource object) {
    var resource = client.resource(object);
    boolean here = !isClusterWide(object) && object.getMetadata().getNamespace() == null;
    // Server-side apply refuses fields that the kind does not have.
    (here ? resource.inNamespace(namespace) : resource).fieldManager("helm").serverSideApply();
  }

  private String user() {
    return "system:serviceaccount:" + namespace + ":" + name();
  }

  private String[] groups() {
    return Stream.of(
            "system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated")
        .toArray(String[]::new);
  }

  private static boolean isClusterWide(GenericKubernetesResource object) {
    return object.getKind().startsWith("Cluster");
  }
}
