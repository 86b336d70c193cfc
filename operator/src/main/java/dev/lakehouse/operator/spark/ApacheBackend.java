package dev.lakehouse.operator.spark;

import dev.lakehouse.api.LakehouseSpec.Executors;
import dev.lakehouse.api.LakehouseSpec.PodSize;
import dev.lakehouse.api.LakehouseSpec.Workloads;
import dev.lakehouse.plan.FailureReason;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The Spark operator of the Apache project: {@code spark.apache.org/v1}. */
final class ApacheBackend implements SparkBackend {
  static final ApacheBackend INSTANCE = new ApacheBackend();

  private static final ResourceDefinitionContext TYPE =
      new ResourceDefinitionContext.Builder()
          .withGroup("spark.apache.org")
          .withVersion("v1")
          .withKind(KIND)
          .withPlural("sparkapplications")
          .withNamespaced(true)
          .build();

  private ApacheBackend() {}

  @Override
  public String title() {
    return "the Apache Spark operator";
  }

  @Override
  public ResourceDefinitionContext type() {
    return TYPE;
  }

  @Override
  public GenericKubernetesResource application(ApplicationRequest request) {
    Map<String, Object> spec = new TreeMap<>();
    spec.put("mainClass", MAIN_CLASS);
    spec.put("deploymentMode", "ClusterMode");
    spec.put(
        "runtimeVersions", Map.of("sparkVersion", SPARK_VERSION, "scalaVersion", SCALA_VERSION));
    spec.put("driverArgs", request.arguments());
    spec.put("sparkConf", settings(request.workloads()));
    spec.put("applicationTolerations", tolerations(request));
    spec.put("driverSpec", podTemplate(Documents.of(PodTemplates.driver(request))));
    spec.put("executorSpec", podTemplate(Documents.of(PodTemplates.executor(request))));
    return Documents.application(this, request, spec);
  }

  /** This operator has no fields for image, sizes and identity: they are Spark's settings. */
  private static Map<String, String> settings(Workloads workloads) {
    PodSize driver = SparkSettings.driver(workloads);
    Executors executors = SparkSettings.executors(workloads);
    String account = SparkSettings.serviceAccount(workloads);
    Map<String, String> settings = new TreeMap<>();
    settings.put("spark.kubernetes.container.image", workloads.image());
    settings.put(
        "spark.kubernetes.container.image.pullPolicy", SparkSettings.pullPolicy(workloads));
    settings.put("spark.kubernetes.authenticate.driver.serviceAccountName", account);
    settings.put("spark.kubernetes.authenticate.executor.serviceAccountName", account);
    settings.put("spark.kubernetes.driver.podTemplateContainerName", PodTemplates.DRIVER_CONTAINER);
    settings.put(
        "spark.kubernetes.executor.podTemplateContainerName", PodTemplates.EXECUTOR_CONTAINER);
    settings.put("spark.driver.cores", driver.cores().toString());
    settings.put("spark.driver.memory", driver.memory());
    settings.put("spark.executor.instances", executors.instances().toString());
    settings.put("spark.executor.cores", executors.cores().toString());
    settings.put("spark.executor.memory", executors.memory());
    Optional.ofNullable(driver.cpuRequest())
        .ifPresent(cpu -> settings.put("spark.kubernetes.driver.request.cores", cpu));
    Optional.ofNullable(executors.cpuRequest())
        .ifPresent(cpu -> settings.put("spark.kubernetes.executor.request.cores", cpu));
    settings.putAll(SparkSettings.common(workloads));
    return settings;
  }

  /** No restarts; its own start timeouts (five minutes) must not undercut ours. */
  private static Map<String, Object> tolerations(ApplicationRequest request) {
    long start = request.startTimeout().toMillis();
    return Map.of(
        "restartConfig", Map.of("restartPolicy", "Never"),
        "resourceRetainPolicy", "OnFailure",
        "applicationTimeoutConfig",
            Map.of(
                "driverStartTimeoutMillis", start,
                "driverReadyTimeoutMillis", start,
                "executorStartTimeoutMillis", start));
  }

  private static Map<String, Object> podTemplate(Map<String, Object> template) {
    return Map.of("podTemplateSpec", template);
  }

  /**
   * Reads {@code status.currentState}, and where that only says that the application was cleaned up
   * after success or failure, the last state before it in {@code status.stateTransitionHistory}.
   */
  @Override
  public ApplicationState state(GenericKubernetesResource application) {
    Object status = application.getAdditionalProperties().get("status");
    Map<String, Object> current = Documents.object(status, "currentState");
    return isCleanUp(current)
        ? history(status).map(ApacheBackend::stateOf).filter(ApplicationState::ended).orElse(lost())
        : stateOf(current);
  }

  private static ApplicationState stateOf(Map<String, Object> entry) {
    String state = summary(entry);
    String message = state + suffix(Documents.text(entry, "message"));
    return switch (state) {
      case "DriverStarted",
          "DriverReady",
          "InitializedBelowThresholdExecutors",
          "RunningHealthy",
          "RunningWithPartialCapacity",
          "RunningWithBelowThresholdExecutors" ->
          new ApplicationState.Running();
      case "Succeeded" -> new ApplicationState.Succeeded();
      case "DriverStartTimedOut", "DriverReadyTimedOut", "ExecutorsStartTimedOut" ->
          new ApplicationState.Failed(FailureReason.TIMED_OUT, message);
      case "Failed", "DriverEvicted" ->
          new ApplicationState.Failed(FailureReason.INTERRUPTED, message);
      case "SchedulingFailure" -> new ApplicationState.Failed(FailureReason.UNEXPECTED, message);
      case "" -> new ApplicationState.Pending("not seen yet by " + INSTANCE.title());
      default -> new ApplicationState.Pending("in state " + state);
    };
  }

  /** The newest entry that isn't about cleaning up; keys are numbers written as text. */
  private static Optional<Map<String, Object>> history(Object status) {
    Map<String, Object> history = Documents.object(status, "stateTransitionHistory");
    return history.keySet().stream()
        .sorted(Comparator.<String>comparingLong(Long::parseLong).reversed())
        .map(key -> Documents.object(history, key))
        .filter(entry -> !isCleanUp(entry))
        .findFirst();
  }

  private static boolean isCleanUp(Map<String, Object> entry) {
    return switch (summary(entry)) {
      case "ResourceReleased", "TerminatedWithoutReleaseResources" -> true;
      default -> false;
    };
  }

  private static ApplicationState lost() {
    return new ApplicationState.Failed(
        FailureReason.INTERRUPTED,
        "its resources were released before it had succeeded or failed: it was stopped from outside");
  }

  private static String summary(Map<String, Object> entry) {
    return Optional.ofNullable(Documents.text(entry, "currentStateSummary")).orElse("");
  }

  private static String suffix(String message) {
    return message == null || message.isBlank() ? "" : ": " + message;
  }
}
