package dev.lakehouse.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.lakehouse.operator.cluster.ApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  void consumersAreScrapedInTheWatchedNamespacesWhenAsked() {
    String[] asked = {"--set", "metrics.consumerPodMonitor.enabled=true"};
    GenericKubernetesResource everywhere =
        object(helm.render("lakehouse-operator", NAMESPACE, asked), "PodMonitor");
    assertThat(everywhere.<Boolean>get("spec", "namespaceSelector", "any")).isTrue();
    assertThat(everywhere.<String>get("spec", "podMetricsEndpoints", 0, "port"))
        .isEqualTo("health");
    GenericKubernetesResource watched =
        object(
            helm.render(
                "lakehouse-operator",
                NAMESPACE,
                "--set",
                "metrics.consumerPodMonitor.enabled=true,watchNamespaces={sales,crm}"),
            "PodMonitor");
    assertThat(watched.<List<String>>get("spec", "namespaceSelector", "matchNames"))
        .containsExactly("sales", "crm");
  }

  /** No name that nobody exports, in any alert or panel. */
  @Test
  void alertsAndDashboardUseMetricsThatAreExported() {
    String manifests =
        helm.render(
            "lakehouse-operator",
            NAMESPACE,
            "--set",
            "metrics.alerts.enabled=true,metrics.dashboard.enabled=true,metrics.alerts.lagSeconds=77");
    GenericKubernetesResource rule = object(manifests, "PrometheusRule");
    List<Map<String, Object>> alerts = new ArrayList<>();
    for (int group = 0; group < 3; group++) {
      alerts.addAll(rule.<List<Map<String, Object>>>get("spec", "groups", group, "rules"));
    }
    List<String> alerted = alerts.stream().map(alert -> alert.get("expr").toString()).toList();
    assertThat(alerted).contains("lakehouse_datasource_lag_seconds > 77");
    assertThat(alerts).extracting(alert -> alert.get("alert")).doesNotHaveDuplicates();
    assertThat(String.valueOf(alerts)).contains("{{ $labels.namespace }}/{{ $labels.name }}");

    GenericKubernetesResource dashboards = object(manifests, "ConfigMap");
    List<String> shown = new ArrayList<>();
    for (String each :
        List.of(
            "lakehouse-datasources.json",
            "lakehouse-pipelines.json",
            "lakehouse-expectations.json")) {
      shown.addAll(ExportedMetrics.expressions(dashboards.get("data", each).toString()));
    }
    assertThat(shown).hasSizeGreaterThanOrEqualTo(21);
    assertThat(ExportedMetrics.namedIn(alerted)).hasSizeGreaterThanOrEqualTo(10);
    assertThat(ExportedMetrics.names())
        .containsAll(ExportedMetrics.namedIn(alerted))
        .containsAll(ExportedMetrics.namedIn(shown));
    // And nothing is exported that nobody can see.
    assertThat(ExportedMetrics.namedIn(shown)).containsAll(ExportedMetrics.names());
  }

  private static GenericKubernetesResource object(String manifests, String kind) {
    return Helm.objects(manifests).stream()
        .filter(object -> object.getKind().equals(kind))
        .findFirst()
        .orElseThrow();
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
        "metrics.alerts.lagSeconds=0      | metrics.alerts.lagSeconds",
        "metrics.alerts.window=1m         | Additional property window is not allowed",
        "metrics.dashboard.enabled=maybe  | metrics.dashboard.enabled",
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
