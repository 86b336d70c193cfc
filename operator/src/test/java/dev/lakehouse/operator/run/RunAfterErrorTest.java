package dev.lakehouse.operator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.ConditionTypes;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.LakehouseRunStatus;
import dev.lakehouse.api.RunPhase;
import dev.lakehouse.operator.status.Reasons;
import dev.lakehouse.operator.status.Verdict;
import org.junit.jupiter.api.Test;

class RunAfterErrorTest {
  private static final Verdict ERROR = Verdict.unmet(Reasons.INTERNAL_ERROR, "it went wrong");

  @Test
  void anExceptionMakesReadyFalseWhileTheRunGoesOn() {
    LakehouseRun run = Given.ours(1, RunPhase.RUNNING);
    LakehouseRunStatus after = RunStatusRules.afterError(run, ERROR, Given.NOW);

    assertThat(after.phase()).isEqualTo(RunPhase.RUNNING);
    assertThat(after.condition(ConditionTypes.READY))
        .hasValueSatisfying(
            ready -> {
              assertThat(ready.status()).isEqualTo(Condition.FALSE);
              assertThat(ready.reason()).isEqualTo(Reasons.INTERNAL_ERROR);
            });
  }

  @Test
  void aRunThatHasEndedKeepsItsWord() {
    LakehouseRun run = Given.ours(1, RunPhase.SUCCEEDED);
    assertThat(RunStatusRules.afterError(run, ERROR, Given.NOW).conditions())
        .isEqualTo(run.getStatus().conditions());
  }
}
