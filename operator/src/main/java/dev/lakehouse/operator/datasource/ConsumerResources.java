package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.operator.naming.Labels;
import dev.lakehouse.operator.naming.Names;
import dev.lakehouse.operator.workload.JobPods;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The Deployment that consumes a stream; pure. */
final class ConsumerResources {
  /** Changes with every Secret the consumer reads; the pod template with it, and so the pod. */
  static final String SECRETS_ANNOTATION = "lakehouse.dev/secret-versions";

  private static final String CONTAINER = "consumer";
  private static final int PORT = 8080;
  private static final String DEFAULT_MEMORY = "512Mi";
  private static final String CPU_REQUEST = "100m";

  /** The consumer commits what it holds when it is asked to stop. */
  private static final long GRACE_SECONDS = 60;

  private ConsumerResources() {}

  static Deployment deployment(DataSource source, IngestionInputs inputs) {
    Map<String, String> labels = Labels.of(source, IngestionResources.COMPONENT);
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace(source.getMetadata().getNamespace())
        .withName(Names.ingestion(source.getMetadata().getName()))
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .withReplicas(Boolean.TRUE.equals(source.getSpec().suspend()) ? 0 : 1)
        .withNewSelector()
        .withMatchLabels(Labels.selector(source))
        .endSelector()
        // Two at a time would be correct (commits are conditional) but fight for every commit.
        .withNewStrategy()
        .withType("Recreate")
        .endStrategy()
        .withTemplate(template(source, inputs, labels))
        .endSpec()
        .build();
  }

  private static PodTemplateSpec template(
      DataSource source, IngestionInputs inputs, Map<String, String> labels) {
    Map<String, String> annotations = new TreeMap<>(JobPods.annotations(inputs.workloads()));
    annotations.put(
        SECRETS_ANNOTATION,
        inputs.secretVersions().entrySet().stream()
            .map(secret -> secret.getKey() + "=" + secret.getValue())
            .collect(Collectors.joining(",")));
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(labels)
        .withAnnotations(annotations)
        .endMetadata()
        .withSpec(
            JobPods.pod(
                    container(source, inputs),
                    inputs.workloads(),
                    Names.planConfigMap(inputs.compiled().hash()))
                .edit()
                .withTerminationGracePeriodSeconds(GRACE_SECONDS)
                .build())
        .build();
  }

  private static Container container(DataSource source, IngestionInputs inputs) {
    String declared = source.getSpec().kinesis().memory();
    Quantity memory = new Quantity(declared == null ? DEFAULT_MEMORY : declared);
    return JobPods.container(
            CONTAINER,
            inputs.workloads().consumerImage(),
            inputs.workloads(),
            inputs.secretVariables(),
            IngestionResources.arguments(source))
        .edit()
        .addNewPort()
        .withName("health")
        .withContainerPort(PORT)
        .endPort()
        .withStartupProbe(probe(5, 24))
        .withLivenessProbe(probe(10, 3))
        .withNewResources()
        .addToRequests("cpu", new Quantity(CPU_REQUEST))
        .addToRequests("memory", memory)
        .addToLimits("memory", memory)
        .endResources()
        .build();
  }

  private static Probe probe(int periodSeconds, int failures) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath("/q/health/live")
        .withPort(new IntOrString(PORT))
        .endHttpGet()
        .withPeriodSeconds(periodSeconds)
        .withTimeoutSeconds(5)
        .withFailureThreshold(failures)
        .build();
  }
}
