package dev.lakehouse.operator.cluster;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** The CRDs tests work with: ours, and the bare shape of both Spark operators'. */
final class TestCrds {
  private static final List<String> OURS =
      List.of(
          "/crds/lakehouses.lakehouse.dev.yaml",
          "/crds/datasources.lakehouse.dev.yaml",
          "/crds/medallionpipelines.lakehouse.dev.yaml",
          "/crds/segmentmodels.lakehouse.dev.yaml",
          "/crds/lakehouseruns.lakehouse.dev.yaml");
  private static final List<String> SPARKS =
      List.of(
          "/spark-crds/sparkapplications.sparkoperator.k8s.io.yaml",
          "/spark-crds/sparkapplications.spark.apache.org.yaml");

  private TestCrds() {}

  static void apply(KubernetesClient client) {
    List<CustomResourceDefinition> crds = new ArrayList<>();
    OURS.forEach(file -> crds.add(load(client, file)));
    // A Spark operator that is there keeps its own, fuller ones.
    SPARKS.stream()
        .map(file -> load(client, file))
        .filter(crd -> client.resource(crd).get() == null)
        .forEach(crds::add);
    crds.forEach(crd -> client.resource(crd).forceConflicts().serverSideApply());
    // Discovery and storage lag behind condition Established; what can be listed can be used.
    crds.forEach(
        crd ->
            Awaitility.await(crd.getMetadata().getName())
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> canBeListed(client, crd)));
  }

  private static CustomResourceDefinition load(KubernetesClient client, String file) {
    try (InputStream stream = TestCrds.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException(file + " is not on the class path");
      }
      return client.apiextensions().v1().customResourceDefinitions().load(stream).item();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean canBeListed(KubernetesClient client, CustomResourceDefinition crd) {
    CustomResourceDefinitionContext kind = CustomResourceDefinitionContext.fromCrd(crd);
    try {
      client.genericKubernetesResources(kind).inAnyNamespace().list();
      return true;
    } catch (KubernetesClientException e) {
      return false;
    }
  }
}
