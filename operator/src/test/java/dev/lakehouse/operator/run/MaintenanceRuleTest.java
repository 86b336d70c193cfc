package dev.lakehouse.operator.run;

import static dev.lakehouse.operator.run.Given.NOW;
import static dev.lakehouse.operator.run.Given.PLAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.LakehouseRunSpec;
import dev.lakehouse.api.RunPhase;
import dev.lakehouse.api.RunSummary;
import dev.lakehouse.operator.run.NextRun.Decision;
import dev.lakehouse.operator.status.Verdict;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaintenanceRuleTest {
  private static final String HOURLY =
      "maintenance: {schedule: {cron: '0 * * * *'}, vacuumAfter: 48h}";
  private static final RunOwner OWNER =
      Given.owner("trigger: {onNewData: {minInterval: 5m}}\n" + HOURLY);
  private static final RunSummary LAST = Given.summary(RunPhase.SUCCEEDED, PLAN, null, 1L);
  private static final Decision UPKEEP = new Decision.Start(5, RunCause.MAINTENANCE);

  private static OwnerMemory due(String time) {
    return new OwnerMemory(LAST, LAST, 4, null, null, time == null ? null : Instant.parse(time));
  }

  private static LakehouseRun upkeep(String name, String mode) {
    LakehouseRun run = Given.person(name, NOW);
    run.setSpec(
        Serialization.unmarshal(
            "pipelineRef: {name: sales}\nmaintenance: true\nmode: " + mode,
            LakehouseRunSpec.class));
    return run;
  }

  /** Remembered time, version of the input (1 is known), what comes next. */
  @ParameterizedTest
  @CsvSource({
    "2026-03-02T10:00:00Z,1,true",
    "2026-03-02T03:00:00Z,1,true",
    "2026-03-02T11:00:00Z,1,false",
    "2026-03-02T09:30:00Z,1,false",
    ",1,false",
    // data that never stops coming must leave time for it
    "2026-03-02T10:00:00Z,2,true",
  })
  void isDueByItsSchedule(String remembered, long version, boolean expected) {
    Situation situation = Given.situation(OWNER, due(remembered), Given.inputs(version));
    assertThat(NextRun.decide(situation).equals(UPKEEP)).isEqualTo(expected);
  }

  @Test
  void waitsForItsTurnAndForTheFirstRun() {
    OwnerMemory due = due("2026-03-02T10:00:00Z");
    assertThat(
            NextRun.decide(
                Given.situation(OWNER, due, Given.inputs(1L), Given.ours(4, RunPhase.RUNNING))))
        .isInstanceOf(Decision.Wait.class);
    OwnerMemory fresh = new OwnerMemory(null, null, 0, null, null, due.nextMaintenanceTime());
    assertThat(NextRun.decide(Given.situation(OWNER, fresh, Given.inputs(1L))))
        .isEqualTo(new Decision.Start(1, RunCause.NEW_PLAN));
    RunOwner suspended = Given.owner("suspend: true\n" + HOURLY);
    assertThat(NextRun.decide(Given.situation(suspended, due, Given.inputs(1L))))
        .isInstanceOf(Decision.Wait.class);
    assertThat(
            OwnerHistory.after(Given.situation(suspended, due, Given.inputs(1L)))
                .nextMaintenanceTime())
        .isNull();
  }

  @Test
  void goesOnWhileABreakingChangeWaits() {
    Situation situation = Given.situation(OWNER, due("2026-03-02T10:00:00Z"), Given.inputs(1L));
    assertThat(NextRun.decide(Given.changing(situation, Given.breaking(null)))).isEqualTo(UPKEEP);
    Situation asked =
        Given.situation(OWNER, due(null), Given.inputs(1L), upkeep("mine", "Execute"));
    assertThat(NextRun.decide(Given.changing(asked, Given.breaking(null))))
        .isInstanceOf(Decision.Admit.class);
  }

  @Test
  void aMissedTimeIsMadeUpForOnceAndTheRunBringsNothingUpToDate() {
    OwnerMemory missed = due("2026-03-02T03:00:00Z");
    Situation situation = Given.situation(OWNER, missed, Given.inputs(2L));
    LakehouseRun made = RunMaker.of(situation, 5, RunCause.MAINTENANCE);
    assertThat(made.getSpec().maintenance()).isTrue();
    assertThat(made.getSpec().mode()).isEqualTo(LakehouseRunSpec.Mode.EXECUTE);
    assertThat(RunMarks.annotation(made, RunMarks.DUE_ANNOTATION))
        .isEqualTo("2026-03-02T03:00:00Z");
    made.getMetadata().setCreationTimestamp(NOW.toString());
    assertThat(RunMarks.active(made)).isTrue();

    made.setStatus(Given.status(RunPhase.SUCCEEDED));
    Situation next = Given.situation(OWNER, missed, Given.inputs(2L), made);
    OwnerMemory after = OwnerHistory.after(next);
    assertThat(after.nextMaintenanceTime()).isEqualTo(Instant.parse("2026-03-02T11:00:00Z"));
    assertThat(after.lastRun()).as("not taken for a run of the data").isEqualTo(LAST);
    assertThat(after.lastSequence()).isEqualTo(5);
    assertThat(NextRun.decide(next.upToDate()))
        .as("the new version is still to be read")
        .isEqualTo(new Decision.Start(6, RunCause.NEW_DATA));
  }

  @Test
  void aDryRunOfItTakesAJobAndATurn() {
    LakehouseRun dry = upkeep("dry", "Plan");
    assertThat(RunMarks.planOnly(dry)).isFalse();
    assertThat(
            NextRun.decide(
                Given.situation(
                    OWNER, due(null), Given.inputs(1L), dry, Given.ours(4, RunPhase.RUNNING))))
        .isInstanceOf(Decision.Wait.class);
    RunMarks.Admission turn = new RunMarks.Admission(9, PLAN);
    RunOwner scheduled = Given.owner(HOURLY);
    scheduled.resource().getMetadata().setCreationTimestamp(NOW.toString());
    assertThat(RunArguments.of(dry, scheduled, turn, 1).toArguments())
        .containsSubsequence("--maintain", "PT48H", "--dry-run");
    RunOwner unscheduled = Given.owner("trigger: {manual: {}}");
    unscheduled.resource().getMetadata().setCreationTimestamp(NOW.toString());
    assertThat(RunArguments.of(upkeep("do", "Execute"), unscheduled, turn, 1).toArguments())
        .containsSubsequence("--maintain", "PT168H")
        .doesNotContain("--dry-run");
  }

  @Test
  void statusTellsHowTheLastOneWent() {
    LakehouseRun failed = upkeep("sales-5", "Execute");
    failed.setMetadata(Given.ours(5, null).getMetadata());
    failed.setStatus(new Given.StatusOf().failed("Interrupted").build());
    assertThat(verdict(OWNER, failed))
        .hasValueSatisfying(verdict -> assertThat(verdict.reason()).isEqualTo("Interrupted"));
    failed.setStatus(Given.status(RunPhase.SUCCEEDED));
    assertThat(verdict(OWNER, failed))
        .hasValueSatisfying(
            verdict -> assertThat(verdict.message()).startsWith("Run sales-5 kept up 0 tables"));
    assertThat(verdict(OWNER))
        .hasValueSatisfying(verdict -> assertThat(verdict.reason()).isEqualTo("NotRunYet"));
    assertThat(verdict(Given.owner("trigger: {manual: {}}"))).isEmpty();
  }

  private static Optional<Verdict> verdict(RunOwner owner, LakehouseRun... runs) {
    OwnerPass pass =
        new OwnerPass(
            owner,
            Optional.empty(),
            Optional.empty(),
            OwnerMemory.NONE,
            OwnerMemory.NONE,
            Decision.Wait.forChange("x", "x"),
            List.of(runs),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            NOW);
    return MaintenanceVerdict.of(pass, new OwnerVerdicts(pass, null));
  }
}
