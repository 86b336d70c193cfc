package dev.lakehouse.operator.workload;

import dev.lakehouse.api.LakehouseSpec.PodSize;
import dev.lakehouse.api.LakehouseSpec.Workloads;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The pod that reads a batch source, with Spark in local mode: of a schedule, or of a run; pure.
 */
public final class IngestPod {
  private static final String CONTAINER = "ingest";

  /** What the image's entry point is told to start. */
  private static final String COMMAND = "ingest";

  private IngestPod() {}

  /** The pod of a Job. */
  public static PodTemplateSpec of(PodRequest request) {
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(request.labels())
        .withAnnotations(JobPods.annotations(request.workloads()))
        .endMetadata()
        .withSpec(
            JobPods.ingesting(container(request), request)
                .edit()
                .withRestartPolicy("Never")
                .build())
        .build();
  }

  private static Container container(PodRequest request) {
    Workloads workloads = request.workloads();
    List<String> args = new ArrayList<>(List.of(COMMAND));
    args.addAll(sparkSettings(workloads));
    args.addAll(request.arguments());
    List<EnvVar> variables = new ArrayList<>(request.secrets());
    PodSize size = workloads.driver();
    String memory = size == null || size.memory() == null ? "1g" : size.memory();
    variables.add(new EnvVarBuilder().withName("LAKEHOUSE_HEAP").withValue(memory).build());
    return JobPods.running(
            JobPods.container(CONTAINER, workloads, variables), workloads.image(), workloads, args)
        .edit()
        .withNewResources()
        .addToRequests("cpu", new Quantity(cpu(size)))
        .addToRequests("memory", MemorySize.podMemory(memory))
        .addToLimits("memory", MemorySize.podMemory(memory))
        .endResources()
        .build();
  }

  /** The Lakehouse's own settings of Spark, which a SparkApplication would carry. */
  private static List<String> sparkSettings(Workloads workloads) {
    Map<String, String> settings = workloads.sparkConf();
    return settings == null
        ? List.of()
        : new TreeMap<>(settings)
            .entrySet().stream()
                .flatMap(entry -> Stream.of("--conf", entry.getKey() + "=" + entry.getValue()))
                .toList();
  }

  private static String cpu(PodSize size) {
    if (size == null) {
      return "1";
    }
    if (size.cpuRequest() != null) {
      return size.cpuRequest();
    }
    return size.cores() == null ? "1" : size.cores().toString();
  }
}
