package dev.lakehouse.operator.spark;

import dev.lakehouse.api.LakehouseSpec.Toleration;
import dev.lakehouse.api.LakehouseSpec.Workloads;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvFromSourceBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pod templates of driver and executors. Everything that pods need beyond Spark's own settings is
 * in them, because they work with every installation: kubeflow's {@code spec.volumes}, {@code env}
 * and security contexts are put in by its admission webhook, and silently ignored without it.
 */
final class PodTemplates {
  /** The names kubeflow's operator tells Spark to look for; they are Spark's own defaults. */
  static final String DRIVER_CONTAINER = "spark-kubernetes-driver";

  static final String EXECUTOR_CONTAINER = "spark-kubernetes-executor";

  private static final String PLAN_VOLUME = "plan";
  private static final String PLAN_FOLDER = "/etc/lakehouse";

  private PodTemplates() {}

  /** The driver's pod: reads the plan, and the secrets the plan names. */
  static PodTemplateSpec driver(ApplicationRequest request) {
    Container container =
        container(DRIVER_CONTAINER, request.workloads(), request.secrets())
            .edit()
            .addNewVolumeMount()
            .withName(PLAN_VOLUME)
            .withMountPath(PLAN_FOLDER)
            .withReadOnly(true)
            .endVolumeMount()
            .build();
    return template(request, container)
        .edit()
        .editSpec()
        .addNewVolume()
        .withName(PLAN_VOLUME)
        .withNewConfigMap()
        .withName(request.planConfigMap())
        .endConfigMap()
        .endVolume()
        .endSpec()
        .build();
  }

  /** An executor's pod: no plan, and only the secrets all pods have. */
  static PodTemplateSpec executor(ApplicationRequest request) {
    return template(request, container(EXECUTOR_CONTAINER, request.workloads(), List.of()));
  }

  private static PodTemplateSpec template(ApplicationRequest request, Container container) {
    Workloads workloads = request.workloads();
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(request.labels())
        .withAnnotations(orEmpty(workloads.annotations()))
        .endMetadata()
        .withNewSpec()
        .withNodeSelector(orEmpty(workloads.nodeSelector()))
        .withTolerations(tolerations(workloads.tolerations()))
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .withContainers(container)
        .endSpec()
        .build();
  }

  private static Container container(String name, Workloads workloads, List<EnvVar> secrets) {
    return new ContainerBuilder()
        .withName(name)
        .withEnv(environment(workloads, secrets))
        .withEnvFrom(environmentSecrets(workloads))
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .build();
  }

  private static List<EnvVar> environment(Workloads workloads, List<EnvVar> secrets) {
    List<EnvVar> variables = new ArrayList<>();
    orEmpty(workloads.env())
        .forEach(variable -> variables.add(new EnvVar(variable.name(), variable.value(), null)));
    variables.addAll(secrets);
    return variables;
  }

  private static List<EnvFromSource> environmentSecrets(Workloads workloads) {
    return orEmpty(workloads.envFromSecrets()).stream()
        .map(secret -> new EnvFromSourceBuilder().withNewSecretRef(secret.name(), false).build())
        .toList();
  }

  private static List<io.fabric8.kubernetes.api.model.Toleration> tolerations(
      List<Toleration> tolerations) {
    return orEmpty(tolerations).stream()
        .map(
            toleration ->
                new TolerationBuilder()
                    .withKey(toleration.key())
                    .withOperator(toleration.operator())
                    .withValue(toleration.value())
                    .withEffect(toleration.effect())
                    .withTolerationSeconds(toleration.tolerationSeconds())
                    .build())
        .toList();
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return Optional.ofNullable(list).orElse(List.of());
  }

  private static Map<String, String> orEmpty(Map<String, String> map) {
    return Optional.ofNullable(map).orElse(Map.of());
  }
}
