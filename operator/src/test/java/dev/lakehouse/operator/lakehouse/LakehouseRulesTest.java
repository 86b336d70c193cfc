package dev.lakehouse.operator.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.LakehouseStatus;
import dev.lakehouse.operator.Specs;
import dev.lakehouse.operator.error.Problem;
import dev.lakehouse.operator.workspace.LakehouseSecrets;
import dev.lakehouse.operator.workspace.SecretKeys;
import dev.lakehouse.operator.workspace.SecretNeed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LakehouseRulesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");

  private final Lakehouse lakehouse = Specs.lakehouse(Specs.LAKEHOUSE);

  private Condition ready(List<Problem> secretProblems, Lakehouse of) {
    LakehouseStatus status =
        LakehouseStatusRules.statusFor(
            of, new LakehouseObserved(secretProblems, 2, 1), LakehouseChecks.firstProblem(of), NOW);
    assertThat(status.dataSources()).isEqualTo(2);
    assertThat(status.pipelines()).isEqualTo(1);
    return status.condition("Ready").orElseThrow();
  }

  @Test
  void aGoodOneIsReady() {
    assertThat(ready(List.of(), lakehouse).status()).isEqualTo("True");
  }

  @Test
  void whatTheCompilerFindsStandsInSpecValid() {
    Lakehouse bad =
        Specs.lakehouse(
            Specs.LAKEHOUSE.replace(
                "image: lakehouse/jobs:dev", "image: lakehouse/jobs:dev\n    sparkConf: {a: b}"));
    assertThat(ready(List.of(), bad).reason()).isEqualTo("InvalidSpec");
  }

  @Test
  void aMissingSecretIsNamedWithItsKeys() {
    SecretNeed need = LakehouseSecrets.needs(lakehouse).get(0);
    Problem absent = need.problem(null).orElseThrow();
    assertThat(absent.message())
        .contains("Secret 'crm-db'", "connection 'crm-db'", "username and password");
    Problem incomplete = need.problem(new SecretKeys("1", Set.of("username"))).orElseThrow();
    assertThat(incomplete.message()).contains("has no key 'password'");
    assertThat(need.problem(new SecretKeys("1", Set.of("username", "password")))).isEmpty();
    assertThat(ready(List.of(absent), lakehouse).reason()).isEqualTo("SecretMissing");
  }

  @Test
  void jobsMayPatchTheirOwnStatusAndNoOtherObjectsOfOurs() {
    var ours =
        JobsIdentity.role(lakehouse).getRules().stream()
            .filter(rule -> rule.getApiGroups().contains("lakehouse.dev"))
            .toList();
    assertThat(ours).hasSize(1);
    assertThat(ours.get(0).getResources())
        .containsExactly("lakehouseruns/status", "datasources/status");
    assertThat(ours.get(0).getVerbs()).containsExactly("get", "patch");
    assertThat(JobsIdentity.role(lakehouse).getRules())
        .noneMatch(rule -> rule.getResources().contains("secrets"));
  }

  @Test
  void severalProblemsAreToldTogether() {
    Optional<Problem> all =
        Problem.all(List.of(new Problem("First", "one"), new Problem("Second", "two")));
    assertThat(all).contains(new Problem("First", "one; two"));
    assertThat(Problem.all(List.of())).isEmpty();
  }
}
