package dev.lakehouse.operator.workload;

import dev.lakehouse.api.LakehouseSpec.Toleration;
import dev.lakehouse.api.LakehouseSpec.Workloads;
import dev.lakehouse.plan.JobArguments;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvFromSourceBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the pods of all jobs have in common, those of Spark too: they meet Kubernetes' "restricted"
 * pod security standard, run as any user but root, and read their plan from a mounted ConfigMap.
 */
public final class JobPods {
  private static final String PLAN_VOLUME = "plan";

  private JobPods() {}

  /** A container with the environment of a Lakehouse's jobs and those secrets; without an image. */
  public static Container container(String name, Workloads workloads, List<EnvVar> secrets) {
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

  /** The container with the image it runs and its arguments. */
  static Container running(
      Container container, String image, Workloads workloads, List<String> args) {
    return container
        .edit()
        .withImage(image)
        .withImagePullPolicy(
            workloads.imagePullPolicy() == null ? null : workloads.imagePullPolicy().label())
        .withArgs(args)
        .build();
  }

  /** A pod of that container, where the Lakehouse wants its pods. */
  public static PodSpec pod(Container container, Workloads workloads) {
    return new PodSpecBuilder()
        .withNodeSelector(workloads.nodeSelector())
        .withTolerations(tolerations(workloads))
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .withContainers(container)
        .build();
  }

  /** A pod of ingestion: under the jobs' identity and with its plan. */
  static PodSpec ingesting(Container container, PodRequest request) {
    PodSpec pod = pod(container, request.workloads());
    pod.setServiceAccountName(request.workloads().serviceAccountName());
    return withPlan(pod, request.planConfigMap());
  }

  /** The pod with the plan where its containers look for it. */
  public static PodSpec withPlan(PodSpec pod, String planConfigMap) {
    return pod.edit()
        .editMatchingContainer(container -> true)
        .addNewVolumeMount()
        .withName(PLAN_VOLUME)
        .withMountPath(Path.of(JobArguments.PLAN_PATH).getParent().toString())
        .withReadOnly(true)
        .endVolumeMount()
        .endContainer()
        .addNewVolume()
        .withName(PLAN_VOLUME)
        .withNewConfigMap()
        .withName(planConfigMap)
        .endConfigMap()
        .endVolume()
        .build();
  }

  /** The name of the ConfigMap a pod reads its plan from. */
  public static String planConfigMap(PodSpec pod) {
    return pod.getVolumes().stream()
        .filter(volume -> volume.getName().equals(PLAN_VOLUME) && volume.getConfigMap() != null)
        .map(volume -> volume.getConfigMap().getName())
        .findFirst()
        .orElse("");
  }

  private static List<EnvVar> environment(Workloads workloads, List<EnvVar> secrets) {
    List<EnvVar> variables = new ArrayList<>();
    orEmpty(workloads.env())
        .forEach(
            variable ->
                variables.add(
                    new EnvVarBuilder()
                        .withName(variable.name())
                        .withValue(variable.value())
                        .build()));
    variables.addAll(secrets);
    return variables;
  }

  private static List<EnvFromSource> environmentSecrets(Workloads workloads) {
    return orEmpty(workloads.envFromSecrets()).stream()
        .map(
            secret ->
                new EnvFromSourceBuilder()
                    .withNewSecretRef()
                    .withName(secret.name())
                    .endSecretRef()
                    .build())
        .toList();
  }

  private static List<io.fabric8.kubernetes.api.model.Toleration> tolerations(Workloads workloads) {
    return orEmpty(workloads.tolerations()).stream().map(JobPods::toleration).toList();
  }

  private static io.fabric8.kubernetes.api.model.Toleration toleration(Toleration toleration) {
    return new TolerationBuilder()
        .withKey(toleration.key())
        .withOperator(toleration.operator())
        .withValue(toleration.value())
        .withEffect(toleration.effect())
        .withTolerationSeconds(toleration.tolerationSeconds())
        .build();
  }

  /** The annotations of all job pods. */
  public static Map<String, String> annotations(Workloads workloads) {
    return workloads.annotations() == null ? Map.of() : workloads.annotations();
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }
}
