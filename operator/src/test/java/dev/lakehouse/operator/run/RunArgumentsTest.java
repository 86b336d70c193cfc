package dev.lakehouse.operator.run;

import static dev.lakehouse.operator.run.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.LakehouseRunSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

/** The command line of an attempt says what the run's spec asks for. */
class RunArgumentsTest {

  @Test
  void aReleaseOfQuarantinedRowsIsToldToTheJob() {
    LakehouseRun run = Given.person("release", NOW);
    run.setSpec(
        Serialization.unmarshal(
            """
            pipelineRef: {name: sales}
            releaseQuarantine: {tables: [silver.orders, silver.items], rules: [positive]}
            """,
            LakehouseRunSpec.class));
    RunOwner owner = Given.owner("trigger: {manual: {}}");
    owner.resource().getMetadata().setCreationTimestamp(NOW.toString());
    assertThat(RunArguments.of(run, owner, new RunMarks.Admission(9, Given.PLAN), 1).toArguments())
        .containsSubsequence("--release-quarantine", "silver.orders,silver.items")
        .containsSubsequence("--release-rules", "positive")
        .doesNotContain("--dry-run");
  }

  @Test
  void aRunThatOnlyPlansIsDry() {
    RunOwner owner = Given.owner("trigger: {continuous: {}}");
    owner.resource().getMetadata().setCreationTimestamp(NOW.toString());
    assertThat(
            RunArguments.of(Given.planOnly("look"), owner, new RunMarks.Admission(9, Given.PLAN), 1)
                .toArguments())
        .contains("--dry-run")
        .doesNotContain("--maintain", "--continuous");
  }
}
