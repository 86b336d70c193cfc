package dev.lakehouse.operator.run;

import static dev.lakehouse.operator.run.Given.NOW;
import static dev.lakehouse.operator.run.Given.ours;
import static dev.lakehouse.operator.run.Given.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.LakehouseRunSpec;
import dev.lakehouse.api.LakehouseRunSpec.TableVersion;
import dev.lakehouse.api.LakehouseRunStatus;
import dev.lakehouse.api.RunPhase;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RollbackTargetTest {
  private static LakehouseRun rollback(String to) {
    LakehouseRun run = person("back", NOW);
    run.setSpec(
        Serialization.unmarshal(
            "pipelineRef: {name: sales}\nrollbackTo: " + to, LakehouseRunSpec.class));
    return run;
  }

  private static LakehouseRun good(String phase) {
    LakehouseRun run = ours(4, RunPhase.SUCCEEDED);
    run.setStatus(
        Serialization.unmarshal(
            """
            phase: %s
            steps:
            - {name: silver.orders, state: Succeeded, version: 7}
            - {name: gold.totals, state: Skipped, version: 3}
            - {name: gold.totals@warehouse, state: Succeeded, version: 3}
            - {name: gold.never, state: Skipped}
            """
                .formatted(phase),
            LakehouseRunStatus.class));
    return run;
  }

  @Test
  void aRunStandsForTheVersionsOfItsTables() {
    LakehouseRun resolved =
        RollbackTarget.resolved(rollback("{run: sales-4}"), Optional.of(good("Succeeded")));
    assertThat(resolved.getSpec().rollbackTo().tables())
        .containsExactly(
            new TableVersion("silver.orders", 7L), new TableVersion("gold.totals", 3L));
    assertThat(resolved.getMetadata().getName()).isEqualTo("back");
    assertThat(RollbackTarget.violation(resolved)).isEmpty();
    RunOwner owner = Given.owner("trigger: {manual: {}}");
    owner.resource().getMetadata().setCreationTimestamp(NOW.toString());
    assertThat(
            RunArguments.of(resolved, owner, new RunMarks.Admission(9, Given.PLAN), 1)
                .toArguments())
        .containsSubsequence("--rollback", "gold.totals=3,silver.orders=7");
  }

  @Test
  void aRunThatCanNotTellThemIsRefusedWithAWayOut() {
    LakehouseRun run = rollback("{run: sales-4}");
    LakehouseRun ofAnother = good("Succeeded");
    ofAnother.setSpec(
        Serialization.unmarshal("pipelineRef: {name: other}", LakehouseRunSpec.class));
    for (Optional<LakehouseRun> other :
        List.of(
            Optional.<LakehouseRun>empty(),
            Optional.of(good("Failed")),
            Optional.of(ours(4, RunPhase.SUCCEEDED)),
            Optional.of(ofAnother))) {
      LakehouseRun resolved = RollbackTarget.resolved(run, other);
      assertThat(resolved).isSameAs(run);
      assertThat(RollbackTarget.violation(resolved).orElseThrow().message())
          .contains("no run 'sales-4'")
          .contains("_lakehouse/runs");
    }
  }

  @Test
  void versionsThatAreNamedNeedNoRun() {
    LakehouseRun run = rollback("{tables: [{table: gold.totals, version: 0}]}");
    assertThat(RollbackTarget.named(run)).isEmpty();
    assertThat(RollbackTarget.violation(run)).isEmpty();
  }
}
