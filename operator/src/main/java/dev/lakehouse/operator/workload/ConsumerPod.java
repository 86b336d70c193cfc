package dev.lakehouse.operator.workload;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.TreeMap;

/** The pods of the consumer of streams: those of its Deployment, and the one of a run; pure. */
public final class ConsumerPod {
  private static final String CONTAINER = "consumer";
  private static final int PORT = 8080;
  private static final String CPU_REQUEST = "100m";

  /** The consumer commits what it holds when it is asked to stop. */
  private static final long GRACE_SECONDS = 60;

  private ConsumerPod() {}

  /**
   * A pod that reads until it is stopped, and is restarted when it has stopped turning.
   *
   * @param memory of the container, for example 512Mi
   * @param annotations besides those of all job pods
   */
  public static PodTemplateSpec continuous(
      PodRequest request, Quantity memory, Map<String, String> annotations) {
    Container container =
        container(request, memory)
            .edit()
            .withStartupProbe(probe(5, 24))
            .withLivenessProbe(probe(10, 3))
            .build();
    return template(request, container, annotations);
  }

  /** A pod that ends by itself. */
  public static PodTemplateSpec once(PodRequest request, Quantity memory) {
    return template(request, container(request, memory), Map.of())
        .edit()
        .editSpec()
        .withRestartPolicy("Never")
        .endSpec()
        .build();
  }

  private static PodTemplateSpec template(
      PodRequest request, Container container, Map<String, String> annotations) {
    Map<String, String> all = new TreeMap<>(JobPods.annotations(request.workloads()));
    all.putAll(annotations);
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(request.labels())
        .withAnnotations(all)
        .endMetadata()
        .withSpec(
            JobPods.ingesting(container, request)
                .edit()
                .withTerminationGracePeriodSeconds(GRACE_SECONDS)
                .build())
        .build();
  }

  private static Container container(PodRequest request, Quantity memory) {
    return JobPods.running(
            JobPods.container(CONTAINER, request.workloads(), request.secrets()),
            request.workloads().consumerImage(),
            request.workloads(),
            request.arguments())
        .edit()
        .addNewPort()
        .withName("health")
        .withContainerPort(PORT)
        .endPort()
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
