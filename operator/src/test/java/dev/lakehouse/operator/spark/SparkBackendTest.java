package dev.lakehouse.operator.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.LakehouseSpec;
import dev.lakehouse.api.LakehouseSpec.EnvironmentVariable;
import dev.lakehouse.api.LakehouseSpec.Executors;
import dev.lakehouse.api.LakehouseSpec.ImagePullPolicy;
import dev.lakehouse.api.LakehouseSpec.PodSize;
import dev.lakehouse.api.LakehouseSpec.Toleration;
import dev.lakehouse.api.LakehouseSpec.Workloads;
import dev.lakehouse.api.ObjectRef;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SparkBackendTest {
  private static final Workloads SMALL =
      new Workloads(
          "lakehouse-jobs:1",
          null,
          ImagePullPolicy.NEVER,
          "jobs",
          LakehouseSpec.SparkBackend.KUBEFLOW,
          new PodSize(1, "200m", "640m"),
          new Executors(3, 2, "300m", "2g"),
          Map.of("spark.sql.shuffle.partitions", "4", "spark.ui.enabled", "true"),
          List.of(new EnvironmentVariable("TZ", "UTC")),
          List.of(new ObjectRef("aws")),
          Map.of("pool", "spark"),
          List.of(new Toleration("spot", "Exists", null, "NoSchedule", null)),
          Map.of("note", "jobs"));

  private static final Workloads BARE =
      new Workloads(
          "lakehouse-jobs:1",
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null);

  @ParameterizedTest
  @EnumSource(LakehouseSpec.SparkBackend.class)
  void isOwnedLabelledAndNamed(LakehouseSpec.SparkBackend name) {
    SparkBackend backend = SparkBackend.of(name);
    GenericKubernetesResource application = backend.application(request(SMALL));
    assertThat(application.getApiVersion()).isEqualTo(backend.apiVersion());
    assertThat(application.getKind()).isEqualTo("SparkApplication");
    assertThat(application.getMetadata().getName()).isEqualTo("orders-7-r2");
    assertThat(application.getMetadata().getNamespace()).isEqualTo("crm");
    assertThat(application.getMetadata().getLabels())
        .containsEntry("lakehouse.dev/owner", "orders");
    assertThat(application.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getName()).isEqualTo("orders-7"));
  }

  @ParameterizedTest
  @EnumSource(LakehouseSpec.SparkBackend.class)
  void theSameRequestGivesTheSameDocument(LakehouseSpec.SparkBackend name) {
    SparkBackend backend = SparkBackend.of(name);
    assertThat(Serialization.asYaml(backend.application(request(SMALL))))
        .isEqualTo(Serialization.asYaml(backend.application(request(SMALL))));
  }

  @ParameterizedTest
  @CsvSource({
    "KUBEFLOW,driver.template,spark-kubernetes-driver",
    "KUBEFLOW,executor.template,spark-kubernetes-executor",
    "APACHE,driverSpec.podTemplateSpec,spark-kubernetes-driver",
    "APACHE,executorSpec.podTemplateSpec,spark-kubernetes-executor",
  })
  void podsMeetRestrictedPodSecurity(
      LakehouseSpec.SparkBackend name, String path, String container) {
    Object pod = at(spec(name, SMALL), path + ".spec");
    assertThat(at(pod, "securityContext.runAsNonRoot")).isEqualTo(true);
    assertThat(at(pod, "securityContext"))
        .as("the image's user, or the one that the cluster gives")
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .doesNotContainKey("runAsUser");
    assertThat(at(pod, "securityContext.seccompProfile.type")).isEqualTo("RuntimeDefault");
    assertThat(at(pod, "nodeSelector.pool")).isEqualTo("spark");
    assertThat(at(pod, "tolerations.0.key")).isEqualTo("spot");
    assertThat(at(pod, "containers.0.name")).isEqualTo(container);
    assertThat(at(pod, "containers.0.securityContext.allowPrivilegeEscalation")).isEqualTo(false);
    assertThat(at(pod, "containers.0.securityContext.capabilities.drop.0")).isEqualTo("ALL");
    assertThat(at(pod, "containers.0.env.0.value")).isEqualTo("UTC");
    assertThat(at(pod, "containers.0.envFrom.0.secretRef.name")).isEqualTo("aws");
    assertThat(at(spec(name, SMALL), path + ".metadata.annotations.note")).isEqualTo("jobs");
  }

  @ParameterizedTest
  @CsvSource({
    "KUBEFLOW,driver.template,executor.template",
    "APACHE,driverSpec.podTemplateSpec,executorSpec.podTemplateSpec",
  })
  void onlyTheDriverHasPlanAndSecrets(
      LakehouseSpec.SparkBackend name, String driverPath, String executorPath) {
    Object driver = at(spec(name, SMALL), driverPath + ".spec");
    Object executor = at(spec(name, SMALL), executorPath + ".spec");
    assertThat(at(driver, "volumes.0.configMap.name")).isEqualTo("plan-0123456789abcdef");
    assertThat(at(driver, "containers.0.volumeMounts.0.mountPath")).isEqualTo("/etc/lakehouse");
    assertThat(at(driver, "containers.0.volumeMounts.0.readOnly")).isEqualTo(true);
    assertThat(at(driver, "containers.0.env.1.valueFrom.secretKeyRef.name")).isEqualTo("crm-db");
    assertThat(Serialization.asJson(executor)).doesNotContain("plan-", "crm-db");
  }

  @Test
  void kubeflowRunsOnceAndIsSized() {
    Map<String, Object> spec = spec(LakehouseSpec.SparkBackend.KUBEFLOW, SMALL);
    assertThat(at(spec, "restartPolicy.type")).isEqualTo("Never");
    assertThat(spec)
        .containsEntry("mode", "cluster")
        .containsEntry("mainClass", "dev.lakehouse.spark.Driver")
        .containsEntry("image", "lakehouse-jobs:1")
        .containsEntry("imagePullPolicy", "Never")
        .containsEntry("arguments", List.of("--plan", "/etc/lakehouse/plan.json"))
        .doesNotContainKeys("volumes", "timeToLiveSeconds");
    assertThat(at(spec, "driver.memory")).isEqualTo("640m");
    assertThat(at(spec, "driver.coreRequest")).isEqualTo("200m");
    assertThat(at(spec, "driver.serviceAccount")).isEqualTo("jobs");
    assertThat(at(spec, "executor.instances")).isEqualTo(3);
    assertThat(at(spec, "executor.cores")).isEqualTo(2);
    assertThat(at(spec, "executor.memory")).isEqualTo("2g");
    assertThat(at(spec, "executor.serviceAccount")).isEqualTo("jobs");
  }

  @Test
  void apacheRunsOnceAndIsSizedBySettings() {
    Map<String, Object> spec = spec(LakehouseSpec.SparkBackend.APACHE, SMALL);
    assertThat(at(spec, "applicationTolerations.restartConfig.restartPolicy")).isEqualTo("Never");
    assertThat(at(spec, "applicationTolerations.applicationTimeoutConfig.driverStartTimeoutMillis"))
        .isEqualTo(600_000L);
    assertThat(at(spec, "runtimeVersions.sparkVersion")).isEqualTo("4.1.0");
    assertThat(spec)
        .containsEntry("mainClass", "dev.lakehouse.spark.Driver")
        .containsEntry("driverArgs", List.of("--plan", "/etc/lakehouse/plan.json"))
        .containsEntry("deploymentMode", "ClusterMode");
    assertThat((Map<?, ?>) spec.get("sparkConf"))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("spark.driver.cores", "1"),
                Map.entry("spark.driver.memory", "640m"),
                Map.entry("spark.executor.cores", "2"),
                Map.entry("spark.executor.instances", "3"),
                Map.entry("spark.executor.memory", "2g"),
                Map.entry("spark.kubernetes.authenticate.driver.serviceAccountName", "jobs"),
                Map.entry("spark.kubernetes.authenticate.executor.serviceAccountName", "jobs"),
                Map.entry("spark.kubernetes.container.image", "lakehouse-jobs:1"),
                Map.entry("spark.kubernetes.container.image.pullPolicy", "Never"),
                Map.entry(
                    "spark.kubernetes.driver.podTemplateContainerName", "spark-kubernetes-driver"),
                Map.entry(
                    "spark.kubernetes.executor.podTemplateContainerName",
                    "spark-kubernetes-executor"),
                Map.entry("spark.kubernetes.driver.request.cores", "200m"),
                Map.entry("spark.kubernetes.executor.request.cores", "300m"),
                Map.entry("spark.sql.shuffle.partitions", "4"),
                Map.entry("spark.ui.enabled", "true")));
  }

  @Test
  void whatIsNotSaidHasTheSchemasDefaults() {
    Map<String, Object> spec = spec(LakehouseSpec.SparkBackend.KUBEFLOW, BARE);
    assertThat(at(spec, "driver.memory")).isEqualTo("1g");
    assertThat(at(spec, "driver.serviceAccount")).isEqualTo("lakehouse-jobs");
    assertThat(at(spec, "executor.instances")).isEqualTo(2);
    assertThat(((Map<?, ?>) spec.get("driver")).get("coreRequest")).isNull();
    assertThat(spec).containsEntry("sparkConf", Map.of("spark.ui.enabled", "false"));
    assertThat(spec).containsEntry("imagePullPolicy", "IfNotPresent");
  }

  /** Spark gives a tenth, at least 384 MiB, on top of the heap: nothing here may add to it. */
  @ParameterizedTest
  @EnumSource(LakehouseSpec.SparkBackend.class)
  void podsOf640mStayWithinOneGibibyte(LakehouseSpec.SparkBackend name) {
    assertThat(Serialization.asJson(spec(name, SMALL))).doesNotContainIgnoringCase("overhead");
  }

  @Test
  void sparksVersionIsTheBuilds() throws Exception {
    assertThat(Files.readString(Path.of("..", "pom.xml")))
        .contains("<spark.version>" + SparkBackend.SPARK_VERSION + "</spark.version>")
        .contains(
            "<scala.binary.version>" + SparkBackend.SCALA_VERSION + "</scala.binary.version>");
  }

  private static ApplicationRequest request(Workloads workloads) {
    return new ApplicationRequest(
        "crm",
        "orders-7-r2",
        Map.of("lakehouse.dev/owner", "orders"),
        new OwnerReferenceBuilder().withKind("LakehouseRun").withName("orders-7").build(),
        workloads,
        "plan-0123456789abcdef",
        List.of(
            new EnvVarBuilder()
                .withName("LAKEHOUSE_CONNECTION_CRM_DB_PASSWORD")
                .withNewValueFrom()
                .withNewSecretKeyRef("password", "crm-db", true)
                .endValueFrom()
                .build()),
        List.of("--plan", "/etc/lakehouse/plan.json"),
        Duration.ofMinutes(10));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> spec(LakehouseSpec.SparkBackend name, Workloads workloads) {
    return (Map<String, Object>)
        SparkBackend.of(name).application(request(workloads)).getAdditionalProperties().get("spec");
  }

  private static Object at(Object document, String path) {
    Object found = document;
    for (String key : path.split("\\.")) {
      found =
          found instanceof List<?> list
              ? list.get(Integer.parseInt(key))
              : ((Map<?, ?>) found).get(key);
    }
    return found;
  }
}
