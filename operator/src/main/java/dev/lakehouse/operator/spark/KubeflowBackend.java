package dev.lakehouse.operator.spark;

import dev.lakehouse.api.LakehouseSpec.Executors;
import dev.lakehouse.api.LakehouseSpec.PodSize;
import dev.lakehouse.api.LakehouseSpec.Workloads;
import dev.lakehouse.plan.FailureReason;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The Spark operator of the Kubeflow project: {@code sparkoperator.k8s.io/v1beta2}. */
final class KubeflowBackend implements SparkBackend {
  static final KubeflowBackend INSTANCE = new KubeflowBackend();

  private static final ResourceDefinitionContext TYPE =
      new ResourceDefinitionContext.Builder()
          .withGroup("sparkoperator.k8s.io")
          .withVersion("v1beta2")
          .withKind(KIND)
          .withPlural("sparkapplications")
          .withNamespaced(true)
          .build();

  private KubeflowBackend() {}

  @Override
  public String title() {
    return "the Kubeflow Spark operator";
  }

  @Override
  public ResourceDefinitionContext type() {
    return TYPE;
  }

  @Override
  public GenericKubernetesResource application(ApplicationRequest request) {
    Workloads workloads = request.workloads();
    Map<String, Object> spec = new TreeMap<>();
    spec.put("type", "Scala");
    spec.put("mode", "cluster");
    spec.put("sparkVersion", SPARK_VERSION);
    spec.put("image", workloads.image());
    spec.put("imagePullPolicy", SparkSettings.pullPolicy(workloads));
    spec.put("mainClass", MAIN_CLASS);
    // Not a file: the class is on the image's class path.
    spec.put("mainApplicationFile", "spark-internal");
    spec.put("arguments", request.arguments());
    spec.put("sparkConf", SparkSettings.common(workloads));
    spec.put("restartPolicy", Map.of("type", "Never"));
    spec.put("driver", driver(request));
    spec.put("executor", executor(request));
    return Documents.application(this, request, spec);
  }

  private static Map<String, Object> driver(ApplicationRequest request) {
    PodSize size = SparkSettings.driver(request.workloads());
    Map<String, Object> driver = new TreeMap<>();
    driver.put("cores", size.cores());
    driver.put("memory", size.memory());
    Optional.ofNullable(size.cpuRequest()).ifPresent(cpu -> driver.put("coreRequest", cpu));
    driver.put("serviceAccount", SparkSettings.serviceAccount(request.workloads()));
    driver.put("template", Documents.of(PodTemplates.driver(request)));
    return driver;
  }

  private static Map<String, Object> executor(ApplicationRequest request) {
    Executors executors = SparkSettings.executors(request.workloads());
    Map<String, Object> executor = new TreeMap<>();
    executor.put("instances", executors.instances());
    executor.put("cores", executors.cores());
    executor.put("memory", executors.memory());
    Optional.ofNullable(executors.cpuRequest()).ifPresent(cpu -> executor.put("coreRequest", cpu));
    executor.put("serviceAccount", SparkSettings.serviceAccount(request.workloads()));
    executor.put("template", Documents.of(PodTemplates.executor(request)));
    return executor;
  }

  /**
   * Reads {@code status.applicationState}. SUCCEEDING and FAILING are not final: the operator still
   * decides about them. SUBMISSION_FAILED is, as it does not submit again under {@code Never}.
   */
  @Override
  public ApplicationState state(GenericKubernetesResource application) {
    Object status = application.getAdditionalProperties().get("status");
    String state =
        Optional.ofNullable(Documents.text(status, "applicationState", "state")).orElse("");
    String message = Documents.text(status, "applicationState", "errorMessage");
    return switch (state) {
      case "RUNNING", "SUCCEEDING", "FAILING" -> new ApplicationState.Running();
      case "COMPLETED" -> new ApplicationState.Succeeded();
      case "FAILED" ->
          new ApplicationState.Failed(
              FailureReason.INTERRUPTED, orElse(message, "the driver's pod failed"));
      case "SUBMISSION_FAILED" ->
          new ApplicationState.Failed(
              FailureReason.UNEXPECTED, orElse(message, "the application could not be submitted"));
      case "" -> new ApplicationState.Pending("not seen yet by " + title());
      default -> new ApplicationState.Pending("in state " + state);
    };
  }

  private static String orElse(String message, String otherwise) {
    return message == null || message.isBlank() ? otherwise : message;
  }
}
