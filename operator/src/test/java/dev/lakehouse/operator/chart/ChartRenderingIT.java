package dev.lakehouse.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.lakehouse.operator.cluster.ApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Helm's own checks of the chart, what it renders, and which values it refuses. */
class ChartRenderingIT {
  private static final String NAMESPACE = "lakehouse-system";

  private static Helm helm;

  @BeforeAll
  static void findHelm() {
    String skip = System.getProperty(ApiServer.SKIP);
    assumeFalse(skip != null && !"false".equals(skip), "opted out by -D" + ApiServer.SKIP);
    helm = Helm.find();
  }

  @Test
  void lintFindsNothing() {
    Helm.Result result = helm.run("lint", "--strict");
    assertThat(result.exitCode()).as(result.output() + result.errors()).isZero();
  }

  @Test
  void byDefaultAllNamespacesAreWatched() {
    String manifests = helm.render("lakehouse-operator", NAMESPACE);
    assertThat(names(manifests))
        .containsExactlyInAnyOrder(
            "ServiceAccount null/lakehouse-operator",
            "ClusterRole null/lakehouse-operator",
            "ClusterRoleBinding null/lakehouse-operator",
            "Role null/lakehouse-operator-leader",
            "RoleBinding null/lakehouse-operator-leader",
            "Deployment null/lakehouse-operator");
    assertThat(manifests).doesNotContain("LAKEHOUSE_OPERATOR_WATCHED_NAMESPACES");
  }

  @Test
  void watchedNamespacesGetRolesAndNothingIsClusterWide() {
    String manifests =
        helm.render("lakehouse-operator", NAMESPACE, "--set", "watchNamespaces={sales,crm}");
    assertThat(names(manifests))
        .containsExactlyInAnyOrder(
            "ServiceAccount null/lakehouse-operator",
            "Role sales/lakehouse-operator",
            "RoleBinding sales/lakehouse-operator",
            "Role crm/lakehouse-operator",
            "RoleBinding crm/lakehouse-operator",
            "Role null/lakehouse-operator-leader",
            "RoleBinding null/lakehouse-operator-leader",
            "Deployment null/lakehouse-operator");
    assertThat(manifests)
        .containsPattern("LAKEHOUSE_OPERATOR_WATCHED_NAMESPACES\\s+value: \"sales,crm\"");
  }

  @Test
  void podMonitorIsMadeWhenAsked() {
    String manifests =
        helm.render(
            "lakehouse-operator",
            NAMESPACE,
            "--set",
            "metrics.podMonitor.enabled=true,metrics.podMonitor.interval=10s");
    GenericKubernetesResource monitor =
        Helm.objects(manifests).stream()
            .filter(object -> object.getKind().equals("PodMonitor"))
            .findFirst()
            .orElseThrow();
    assertThat(monitor.<String>get("spec", "podMetricsEndpoints", 0, "path"))
        .isEqualTo("/q/metrics");
    assertThat(monitor.<String>get("spec", "podMetricsEndpoints", 0, "interval")).isEqualTo("10s");
    assertThat(monitor.<Object>get("spec", "selector", "matchLabels"))
        .isEqualTo(deployment(manifests).<Object>get("spec", "selector", "matchLabels"));
  }

  @Test
  void anotherReleaseHasNamesOfItsOwn() {
    assertThat(names(helm.render("blue", NAMESPACE)))
        .allMatch(name -> name.contains("/blue-lakehouse-operator"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "replicas=0                       | replicas",
        "replicas=two                     | replicas",
        "replica=1                        | Additional property replica is not allowed",
        "image.name=x                     | Additional property name is not allowed",
        "image.repository=                | image.repository",
        "image.pullPolicy=Sometimes       | image.pullPolicy",
        "logLevel=LOUD                    | logLevel",
        "watchNamespaces={Sales}          | watchNamespaces.0",
        "metrics.podMonitor.interval=30   | metrics.podMonitor.interval",
      })
  void schemaRefuses(String value, String says) {
    Helm.Result result = helm.run(Helm.template("lakehouse-operator", NAMESPACE, "--set", value));
    assertThat(result.exitCode()).isNotZero();
    assertThat(result.errors()).contains("schema").contains(says);
  }

  private static GenericKubernetesResource deployment(String manifests) {
    return Helm.objects(manifests).stream()
        .filter(object -> object.getKind().equals("Deployment"))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> names(String manifests) {
    return Helm.objects(manifests).stream()
        .map(
            object ->
                object.getKind()
                    + " "
                    + object.getMetadata().getNamespace()
                    + "/"
                    + object.getMetadata().getName())
        .toList();
  }
}
