package dev.lakehouse.operator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.RunPhase;
import dev.lakehouse.plan.progress.ExpectationResult;
import dev.lakehouse.plan.progress.StepStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class LastResultsTest {

  private static LakehouseRun run(long sequence, RunPhase phase, String... steps) {
    LakehouseRun run = Given.ours(sequence, phase);
    StepStatus[] told =
        List.of(steps).stream()
            .map(text -> Serialization.unmarshal(text, StepStatus.class))
            .toArray(StepStatus[]::new);
    run.setStatus(new Given.StatusOf().phase(phase).steps(told).build());
    return run;
  }

  private static String step(String table, long violations) {
    return """
    name: %s
    state: Succeeded
    expectations: [{name: a, action: Warn, met: false, violations: %d}]
    """
        .formatted(table, violations);
  }

  @Test
  void eachTableHasWhatItsLastRunThatAskedFound() {
    String nothingNew = "name: silver.b\nstate: Skipped\n";
    assertThat(
            LastResults.of(
                List.of(
                    run(3, RunPhase.RUNNING, step("silver.a", 9)),
                    run(2, RunPhase.FAILED, step("silver.a", 2), nothingNew),
                    run(1, RunPhase.SUCCEEDED, step("silver.a", 1), step("silver.b", 1)))))
        .hasSize(2)
        .containsEntry("silver.a", results(2))
        .containsEntry("silver.b", results(1));
  }

  private static List<ExpectationResult> results(long violations) {
    return List.of(new ExpectationResult("a", "Warn", false, violations));
  }
}
