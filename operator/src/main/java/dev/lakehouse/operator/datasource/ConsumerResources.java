package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.operator.naming.Labels;
import dev.lakehouse.operator.naming.Names;
import dev.lakehouse.operator.workload.ConsumerPod;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.Map;
import java.util.stream.Collectors;

/** The Deployment that consumes a stream; pure. */
final class ConsumerResources {
  /** Changes with every Secret the consumer reads; the pod template with it, and so the pod. */
  static final String SECRETS_ANNOTATION = "lakehouse.dev/secret-versions";

  private static final String DEFAULT_MEMORY = "512Mi";

  private ConsumerResources() {}

  static Deployment deployment(DataSource source, IngestionInputs inputs) {
    Map<String, String> labels = Labels.of(source, Labels.INGESTION);
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace(source.getMetadata().getNamespace())
        .withName(Names.ingestion(source.getMetadata().getName()))
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .withReplicas(Boolean.TRUE.equals(source.getSpec().suspend()) ? 0 : inputs.replicas())
        .withNewSelector()
        .withMatchLabels(Labels.selector(source))
        .endSelector()
        // One that begins takes shards over from one that ends: there is no pause in between.
        .withNewStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withMaxSurge(new IntOrString(1))
        .withMaxUnavailable(new IntOrString(0))
        .endRollingUpdate()
        .endStrategy()
        .withTemplate(template(source, inputs, labels))
        .endSpec()
        .build();
  }

  private static PodTemplateSpec template(
      DataSource source, IngestionInputs inputs, Map<String, String> labels) {
    String versions =
        inputs.secretVersions().entrySet().stream()
            .map(secret -> secret.getKey() + "=" + secret.getValue())
            .collect(Collectors.joining(","));
    String memory = source.getSpec().kinesis().memory();
    return ConsumerPod.continuous(
        inputs.pod(labels, IngestionResources.arguments(source)),
        new Quantity(memory == null ? DEFAULT_MEMORY : memory),
        Map.of(SECRETS_ANNOTATION, versions));
  }
}
