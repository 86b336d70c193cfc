package dev.lakehouse.operator.run;

import static dev.lakehouse.operator.run.Given.NOW;
import static dev.lakehouse.operator.run.Given.PLAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.RunPhase;
import dev.lakehouse.api.RunSummary;
import dev.lakehouse.api.TableStatus;
import dev.lakehouse.compiler.Compilation;
import dev.lakehouse.operator.status.Verdict;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.ExpectationResult;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.plan.progress.StepStatus.State;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an owner's status says of its runs: memory, tables, quality, Ready. */
class OwnerStatusTest {
  private static final RunOwner OWNER = Given.owner("historyLimit: 2");
  private static final String EARLIER = "2025-12-31T23:59:00Z";
  private static final List<TableName> TABLES =
      List.of(TableName.of("silver.orders"), TableName.of("gold.totals"));

  @Test
  void whatWasConsumedIsWhatTheStepsSayAtLeastWhatWasThere() {
    LakehouseRun run = Given.ours(1, null);
    run.setStatus(
        new Given.StatusOf()
            .phase(RunPhase.SUCCEEDED)
            .steps(
                step("silver.orders", State.SUCCEEDED, 3L, Map.of("bronze.orders", 5L)),
                step("gold.totals", State.SUCCEEDED, 4L, Map.of("silver.orders", 3L)))
            .build());
    assertThat(memory(OwnerMemory.NONE, run).lastSuccess().inputs())
        .isEqualTo(Map.of("bronze.orders", 5L));
  }

  @Test
  void memoryOutlivesTheObjects() {
    RunSummary last = Given.summary(RunPhase.SUCCEEDED, PLAN, null, 1L);
    OwnerMemory memory = Given.after(last, last);
    assertThat(memory(memory)).isEqualTo(memory);
    assertThat(memory(memory, Given.ours(2, RunPhase.FAILED)))
        .as("an older object changes nothing")
        .isEqualTo(memory);
  }

  @Test
  void aRunThatVanishedUnderWayIsDone() {
    RunSummary last = Given.summary(RunPhase.RUNNING, PLAN, null, 1L);
    RunSummary deleted = memory(Given.after(last, null)).lastRun();
    assertThat(deleted.phase()).isEqualTo(RunPhase.FAILED);
    assertThat(deleted.reason()).isEqualTo(RunReasons.RUN_DELETED);
    assertThat(deleted.completionTime()).isEqualTo(NOW.toString());
  }

  @Test
  void onlyEndedRunsAreForgottenTheOldestFirst() {
    List<LakehouseRun> runs =
        List.of(
            Given.ours(1, RunPhase.SUCCEEDED),
            Given.ours(2, RunPhase.FAILED),
            Given.ours(3, RunPhase.RUNNING),
            Given.ours(4, RunPhase.SUCCEEDED),
            Given.person("p", NOW));
    assertThat(OwnerHistory.excess(runs, 2))
        .extracting(run -> run.getMetadata().getName())
        .containsExactly("sales-1");
    assertThat(OwnerHistory.excess(runs, 10)).isEmpty();
  }

  @Test
  void tablesAreAsTheLastRunThatTouchedThemLeftThem() {
    List<TableStatus> before =
        List.of(
            new TableStatus(
                "silver.orders", "silver", 2L, 9L, "2026-01-01T00:00:00Z", "Met", EARLIER),
            new TableStatus("gold.gone", "gold", 2L, 9L, null, null, null));
    LakehouseRun run = Given.ours(1, null);
    run.setStatus(
        new Given.StatusOf()
            .phase(RunPhase.SUCCEEDED)
            .steps(
                step("silver.orders", State.SKIPPED, null, null),
                step("gold.totals", State.SUCCEEDED, 7L, null))
            .attempt(1, NOW)
            .build());
    String began = NOW.toString();
    assertThat(TableHistory.after(TABLES, before, pass(OwnerMemory.NONE, run)))
        .containsExactly(
            before.get(0),
            new TableStatus("gold.totals", "gold", 7L, 5L, "2026-03-02T09:00:01Z", null, began));
  }

  @Test
  void aTableThatHadNothingNewToReadIsAsNewAsOneThatHad() {
    LakehouseRun run = Given.ours(1, null);
    run.setStatus(
        new Given.StatusOf()
            .phase(RunPhase.SUCCEEDED)
            .attempt(1, NOW)
            .steps(step("silver.orders", State.SKIPPED, 2L, null))
            .build());
    assertThat(TableHistory.after(TABLES, List.of(), pass(OwnerMemory.NONE, run)).get(0).asOf())
        .isEqualTo(NOW.toString());
  }

  @Test
  void anOlderRunThatIsLeftDoesNotBringItsVersionsBack() {
    List<TableStatus> before =
        List.of(new TableStatus("silver.orders", "silver", 9L, 9L, null, null, null));
    LakehouseRun old = Given.ours(1, null);
    old.setStatus(
        new Given.StatusOf()
            .phase(RunPhase.SUCCEEDED)
            .steps(step("silver.orders", State.SUCCEEDED, 2L, null))
            .build());
    OwnerMemory later = Given.after(Given.summary(RunPhase.SUCCEEDED, PLAN, null, 1L), null);
    assertThat(TableHistory.after(TABLES, before, pass(later, old)).get(0).version()).isEqualTo(9L);
  }

  @Test
  void aFailedExpectationLeavesTheVersionAndSaysSo() {
    LakehouseRun run = failed();
    OwnerPass pass = pass(OwnerMemory.NONE, run);
    List<TableStatus> tables =
        TableHistory.after(
            TABLES,
            List.of(new TableStatus("gold.totals", "gold", 6L, 9L, null, "Met", null)),
            pass);
    assertThat(tables.get(1).version()).isEqualTo(6L);
    assertThat(tables.get(1).quality()).isEqualTo("Failed");
    Verdict quality = TableHistory.quality(tables, pass, new OwnerVerdicts(pass, null));
    assertThat(quality.reason()).isEqualTo("Failed");
    assertThat(quality.message()).contains("gold.totals: has_rows (Fail, 1 rows)");
  }

  @Test
  void readyNamesStepAndWhy() {
    Verdict verdict = verdicts(pass(OwnerMemory.NONE, failed())).lastRun();
    assertThat(verdict.reason()).isEqualTo("ExpectationFailed");
    assertThat(verdict.message()).isEqualTo("Run sales-1 failed at gold.totals: has_rows: no rows");
  }

  @Test
  void aFailureStaysWhileTheNextRunIsOnItsWay() {
    LakehouseRun next = Given.ours(2, RunPhase.RUNNING);
    assertThat(verdicts(pass(OwnerMemory.NONE, failed(), next)).lastRun().reason())
        .isEqualTo("ExpectationFailed");
  }

  @Test
  void successStaysWhileTheNextRunIsOnItsWay() {
    LakehouseRun done = Given.ours(1, RunPhase.SUCCEEDED);
    LakehouseRun next = Given.ours(2, RunPhase.RUNNING);
    assertThat(verdicts(pass(OwnerMemory.NONE, done, next)).lastRun().isMet()).isTrue();
  }

  @Test
  void beforeTheFirstRunAndWithAnotherPlanItCanNotBeSaid() {
    assertThat(verdicts(pass(OwnerMemory.NONE)).lastRun().status()).isEqualTo("Unknown");
    RunSummary other = Given.summary(RunPhase.SUCCEEDED, "another", null, 1L);
    assertThat(verdicts(pass(Given.after(other, other))).lastRun())
        .satisfies(verdict -> assertThat(verdict.status()).isEqualTo("Unknown"))
        .satisfies(verdict -> assertThat(verdict.reason()).isEqualTo(RunReasons.PLAN_PENDING));
  }

  private static LakehouseRun failed() {
    LakehouseRun run = Given.ours(1, null);
    StepStatus failed =
        new StepStatus(
            "gold.totals",
            State.FAILED,
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(new ExpectationResult("has_rows", "Fail", false, 1)),
            null,
            "ExpectationFailed",
            "has_rows: no rows");
    run.setStatus(new Given.StatusOf().failed("ExpectationFailed").steps(failed).build());
    return run;
  }

  private static StepStatus step(String name, State state, Long version, Map<String, Long> inputs) {
    return new StepStatus(
        name,
        state,
        state == State.SUCCEEDED ? 2L : null,
        state == State.SUCCEEDED ? 5L : null,
        version,
        inputs,
        "2026-03-02T09:00:00Z",
        1500L,
        null,
        null,
        null,
        null);
  }

  private static OwnerVerdicts verdicts(OwnerPass pass) {
    return new OwnerVerdicts(pass, null);
  }

  private static OwnerMemory memory(OwnerMemory before, LakehouseRun... runs) {
    return OwnerHistory.after(Given.situation(OWNER, before, Given.inputs(1L), runs));
  }

  private static OwnerPass pass(OwnerMemory before, LakehouseRun... runs) {
    RunPlan plan =
        new RunPlan(
            RunPlan.FORMAT_VERSION,
            new RunPlan.PlanOwner("MedallionPipeline", "crm", "sales"),
            new RunPlan.Lake("s3a://lake", null, null, RunPlan.Endpoints.AWS),
            List.of(),
            List.of());
    return new OwnerPass(
        OWNER,
        Optional.of(new Compilation.Compiled(plan, PLAN)),
        Optional.empty(),
        before,
        memory(before, runs),
        NextRun.Decision.Wait.forChange(RunReasons.UP_TO_DATE, "Waits."),
        List.of(runs),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        NOW);
  }
}
