package dev.lakehouse.operator.spark;

import dev.lakehouse.operator.workload.JobPods;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import java.util.List;

/**
 * Pod templates of driver and executors. Everything that pods need beyond Spark's own settings is
 * in them, because they work with every installation: kubeflow's {@code spec.volumes}, {@code env}
 * and security contexts are put in by its admission webhook, and silently ignored without it.
 */
final class PodTemplates {
  /** The names kubeflow's operator tells Spark to look for; they are Spark's own defaults. */
  static final String DRIVER_CONTAINER = "spark-kubernetes-driver";

  static final String EXECUTOR_CONTAINER = "spark-kubernetes-executor";

  private PodTemplates() {}

  /** The driver's pod: reads the plan, and the secrets the plan names. */
  static PodTemplateSpec driver(ApplicationRequest request) {
    Container container =
        JobPods.container(DRIVER_CONTAINER, request.workloads(), request.secrets());
    return template(
        request,
        JobPods.withPlan(JobPods.pod(container, request.workloads()), request.planConfigMap()));
  }

  /** An executor's pod: no plan, and only the secrets all pods have. */
  static PodTemplateSpec executor(ApplicationRequest request) {
    Container container = JobPods.container(EXECUTOR_CONTAINER, request.workloads(), List.of());
    return template(request, JobPods.pod(container, request.workloads()));
  }

  private static PodTemplateSpec template(ApplicationRequest request, PodSpec pod) {
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(request.labels())
        .withAnnotations(JobPods.annotations(request.workloads()))
        .endMetadata()
        .withSpec(pod)
        .build();
  }
}
