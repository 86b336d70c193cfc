package dev.lakehouse.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.operator.cluster.ApiServer;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The real API server takes what the chart renders, and it gives the operator just what it needs.
 */
@ExtendWith(ApiServer.class)
class ChartRightsIT {
  private final Helm helm = Helm.find();

  @Test
  void deploymentIsAccepted() {
    try (Installation installed = Installation.of(helm)) {
      Deployment deployment =
          ApiServer.client()
              .apps()
              .deployments()
              .inNamespace(installed.namespace())
              .withName(installed.name())
              .get();
      assertThat(deployment.getSpec().getTemplate().getSpec().getServiceAccountName())
          .isEqualTo(installed.name());
      assertThat(deployment.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv())
          .anyMatch(variable -> variable.getName().equals("JAVA_TOOL_OPTIONS"));
    }
  }

  @Test
  void podsMeetTheRestrictedSecurityStandard() {
    try (Installation installed = Installation.of(helm)) {
      ApiServer.client()
          .namespaces()
          .withName(installed.namespace())
          .edit(
              namespace ->
                  namespace
                      .edit()
                      .editMetadata()
                      .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                      .endMetadata()
                      .build());
      var template =
          ApiServer.client()
              .apps()
              .deployments()
              .inNamespace(installed.namespace())
              .withName(installed.name())
              .get()
              .getSpec()
              .getTemplate();
      var pod =
          new io.fabric8.kubernetes.api.model.PodBuilder()
              .withNewMetadata()
              .withName("operator")
              .withNamespace(installed.namespace())
              .endMetadata()
              .withSpec(template.getSpec())
              .build();
      assertThat(ApiServer.client().resource(pod).dryRun().create()).isNotNull();
    }
  }

  @Test
  void rulesAreWhatTheOperatorNeedsAndNoMore() {
    try (Installation installed = Installation.of(helm)) {
      Set<Right> given = Right.givenBy(installed.object("ClusterRole", installed.name()));
      assertThat(Right.texts(given.stream()))
          .containsExactlyInAnyOrderElementsOf(Right.texts(OperatorRights.needed()));
    }
  }

  @Test
  void allNamespacesByDefault() {
    String anywhere = ApiServer.newNamespace("anywhere");
    try (Installation installed = Installation.of(helm)) {
      assertAllNeeded(installed, anywhere);
      assertNoneRefused(installed, anywhere);
      assertLeadership(installed);
    }
  }

  @Test
  void onlyTheWatchedNamespaces() {
    String watched = ApiServer.newNamespace("watched");
    String other = ApiServer.newNamespace("other");
    try (Installation installed =
        Installation.of(helm, "--set", "watchNamespaces={" + watched + "}")) {
      assertAllNeeded(installed, watched);
      assertNoneRefused(installed, watched);
      assertLeadership(installed);
      assertThat(OperatorRights.needed())
          .noneMatch(right -> installed.allows(right, other, null))
          .noneMatch(right -> installed.allows(right, null, null));
    }
  }

  @Test
  void grantsJobsNoMoreThanItHas() {
    String namespace = ApiServer.newNamespace("grants");
    try (Installation installed = Installation.of(helm);
        KubernetesClient operator = installed.asOperator()) {
      assertAllNeeded(installed, namespace);
      assertThat(operator.resource(role(namespace, "pods", "list")).create()).isNotNull();
      assertRefused(() -> operator.resource(role(namespace, "secrets", "get")).create());
    }
  }

  @Test
  void readsSpecsAndLeavesThemAlone() {
    String namespace = ApiServer.newNamespace("reads");
    try (Installation installed = Installation.of(helm);
        KubernetesClient operator = installed.asOperator()) {
      assertAllNeeded(installed, namespace);
      assertThat(operator.resources(MedallionPipeline.class).inAnyNamespace().list()).isNotNull();
      assertRefused(
          () -> operator.resources(MedallionPipeline.class).inNamespace(namespace).delete());
      assertRefused(() -> operator.namespaces().withName(namespace).delete());
      assertRefused(() -> operator.secrets().inNamespace(namespace).withName("any").get());
    }
  }

  private static void assertAllNeeded(Installation installed, String namespace) {
    // The API server hears of new bindings a moment later.
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(OperatorRights.needed())
                    .allMatch(right -> installed.allows(right, namespace, null)));
  }

  private static void assertNoneRefused(Installation installed, String namespace) {
    assertThat(OperatorRights.refused())
        .noneMatch(right -> installed.allows(right, namespace, null));
  }

  private static void assertLeadership(Installation installed) {
    String own = installed.namespace();
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(OperatorRights.neededForLeadership())
                    .allMatch(
                        right -> installed.allows(right, own, nameFor(right, installed.name()))));
    // Leases are also what a stream's consumers tell each other by, in the watched namespaces.
    Set<Right> grantedToJobs = OperatorRights.needed().collect(Collectors.toSet());
    assertThat(OperatorRights.neededForLeadership())
        .filteredOn(right -> !grantedToJobs.contains(right))
        .isNotEmpty()
        .noneMatch(right -> installed.allows(right, own, "kube-scheduler"))
        .noneMatch(
            right -> installed.allows(right, "kube-system", nameFor(right, installed.name())));
  }

  /** A request to create has no name. */
  private static String nameFor(Right right, String name) {
    return right.verb().equals("create") ? null : name;
  }

  private static void assertRefused(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refusal -> assertThat(refusal.getCode()).isEqualTo(403));
  }

  private static Role role(String namespace, String resource, String verb) {
    return new RoleBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(verb + "-" + resource)
        .endMetadata()
        .addNewRule()
        .withApiGroups("")
        .withResources(resource)
        .withVerbs(verb)
        .endRule()
        .build();
  }
}
