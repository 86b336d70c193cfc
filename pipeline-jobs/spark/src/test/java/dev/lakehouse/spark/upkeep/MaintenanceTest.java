package dev.lakehouse.spark.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.Maintain;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.Upkeep;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaintenanceTest {
  @Test
  void aModelsTableIsKeptUpAndNothingIsTrainedOrPublished() {
    TableName table = TableName.of("gold.segments");
    Upkeep upkeep = new Upkeep(Duration.ofDays(2), false);
    Step train =
        new Step.Segment(
            "gold.segments",
            List.of(),
            TableName.of("gold.f"),
            table,
            "id",
            List.of(new Step.Feature("n", "n")),
            2,
            8,
            42,
            null,
            null);
    Step publish =
        new Step.Publish(
            "gold.segments@open", List.of("gold.segments"), table, "open", "m.s", List.of("id"));
    RunPlan plan =
        new RunPlan(
            RunPlan.FORMAT_VERSION,
            new RunPlan.PlanOwner("SegmentModel", "crm", "segments"),
            new RunPlan.Lake("/lake", null, null, RunPlan.Endpoints.AWS),
            List.of(),
            List.of(train, publish));
    assertThat(Maintenance.of(plan, upkeep).steps())
        .containsExactly(new Maintain("gold.segments", List.of(), table, upkeep));
  }
}
