package dev.lakehouse.operator.run;

import static dev.lakehouse.operator.run.Given.NOW;
import static dev.lakehouse.operator.run.Given.PLAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.RunPhase;
import dev.lakehouse.api.RunSummary;
import dev.lakehouse.operator.run.NextRun.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NextRunTest {
  private static final RunOwner ON_NEW_DATA =
      Given.owner("trigger: {onNewData: {minInterval: 5m}}");
  private static final RunOwner MANUAL = Given.owner("trigger: {manual: {}}");
  private static final RunOwner HOURLY = Given.owner("trigger: {schedule: {cron: '0 * * * *'}}");

  @Test
  void theFirstRunStartsWhenAllInputsHaveAVersion() {
    assertThat(decide(Given.situation(ON_NEW_DATA, OwnerMemory.NONE, Given.inputs(1L))))
        .isEqualTo(new Decision.Start(1, RunCause.NEW_PLAN));
    assertThat(decide(Given.situation(ON_NEW_DATA, OwnerMemory.NONE, Given.inputs(null))))
        .isEqualTo(
            Decision.Wait.forChange(
                RunReasons.WAITING_FOR_DATA,
                "Waits until there is a first version of bronze.orders."));
  }

  @Test
  void oneMissingInputOfSeveralIsNamed() {
    Map<String, Long> inputs = new TreeMap<>(Map.of("bronze.orders", 3L));
    inputs.put("bronze.lines", null);
    assertThat(
            ((Decision.Wait) decide(Given.situation(ON_NEW_DATA, OwnerMemory.NONE, inputs)))
                .message())
        .contains("bronze.lines")
        .doesNotContain("bronze.orders");
  }

  /** Last run: phase, reason, versions it saw; the version there is now; what comes next. */
  @ParameterizedTest
  @CsvSource({
    "SUCCEEDED,,1,1,UpToDate",
    "SUCCEEDED,,1,2,start NEW_DATA",
    "SUCCEEDED,,,1,start NEW_DATA",
    "FAILED,ExpectationFailed,1,1,WaitingForChange",
    "FAILED,ExpectationFailed,1,2,start NEW_DATA",
    "FAILED,AccessDenied,1,1,WaitingForChange",
    "FAILED,RunDeleted,1,1,WaitingForChange",
    "FAILED,Interrupted,1,1,start RECOVERY",
    "FAILED,TimedOut,1,1,start RECOVERY",
    "FAILED,TimedOut,1,2,start NEW_DATA",
    "FAILED,AReasonOfALaterVersion,1,1,WaitingForChange",
  })
  void onNewData(RunPhase phase, String reason, Long seen, long now, String expected) {
    RunSummary last = Given.summary(phase, PLAN, reason, seen);
    Decision decision =
        decide(Given.situation(ON_NEW_DATA, Given.after(last, null), Given.inputs(now)));
    assertThat(inWords(decision)).isEqualTo(expected);
  }

  @Test
  void aNewPlanIsDueAtOnceButNotWithinTheInterval() {
    RunSummary last = Given.summary(RunPhase.SUCCEEDED, "another", null, 1L);
    assertThat(decide(Given.situation(ON_NEW_DATA, Given.after(last, last), Given.inputs(1L))))
        .isEqualTo(new Decision.Start(5, RunCause.NEW_PLAN));
    RunOwner slow = Given.owner("trigger: {onNewData: {minInterval: 2h}}");
    assertThat(decide(Given.situation(slow, Given.after(last, last), Given.inputs(1L))))
        .isInstanceOfSatisfying(
            Decision.Wait.class,
            wait -> {
              assertThat(wait.reason()).isEqualTo(RunReasons.MIN_INTERVAL);
              assertThat(wait.until()).contains(NOW.plusSeconds(3600));
            });
  }

  @Test
  void recoveryWaitsLongerThanTheLastBackoff() {
    RunOwner owner =
        Given.owner("trigger: {onNewData: {minInterval: 1s}}\nretry: {limit: 3, backoff: 10m}");
    RunSummary last = Given.summary(RunPhase.FAILED, PLAN, "Interrupted", 1L);
    assertThat(decide(Given.situation(owner, Given.after(last, null), Given.inputs(1L))))
        .isInstanceOfSatisfying(
            Decision.Wait.class,
            wait -> {
              assertThat(wait.reason()).isEqualTo(RunReasons.PAUSED_AFTER_FAILURE);
              // 10m doubled three times is longer than the hour that is the most
              assertThat(wait.until()).contains(NOW.minusSeconds(3000).plusSeconds(3600));
            });
  }

  @Test
  void oneRunAtATime() {
    Situation situation =
        Given.situation(
            ON_NEW_DATA, OwnerMemory.NONE, Given.inputs(9L), Given.ours(1, RunPhase.RUNNING));
    assertThat(inWords(decide(situation))).isEqualTo("Running");
    assertThat(
            inWords(
                decide(
                    Given.situation(
                        Given.asked("trigger: {manual: {}}", "now"),
                        OwnerMemory.NONE,
                        Given.inputs(9L),
                        Given.ours(1, null)))))
        .isEqualTo("Running");
  }

  @Test
  void numbersAreNeverGivenTwice() {
    RunSummary last = Given.summary(RunPhase.SUCCEEDED, PLAN, null, 1L);
    OwnerMemory memory = new OwnerMemory(last, last, 7, null, null);
    assertThat(decide(Given.situation(ON_NEW_DATA, memory, Given.inputs(2L))))
        .isEqualTo(new Decision.Start(8, RunCause.NEW_DATA));
    assertThat(
            decide(
                Given.situation(
                    ON_NEW_DATA, memory, Given.inputs(2L), Given.ours(12, RunPhase.SUCCEEDED))))
        .isEqualTo(new Decision.Start(13, RunCause.NEW_DATA));
  }

  @Test
  void peoplesRunsComeFirstAndTheOldestOfThem() {
    LakehouseRun younger = Given.person("a", NOW.minusSeconds(10));
    LakehouseRun older = Given.person("b", NOW.minusSeconds(20));
    assertThat(
            decide(
                Given.situation(ON_NEW_DATA, OwnerMemory.NONE, Given.inputs(1L), younger, older)))
        .isEqualTo(new Decision.Admit(older, 1));
    assertThat(
            inWords(
                decide(
                    Given.situation(
                        ON_NEW_DATA,
                        OwnerMemory.NONE,
                        Given.inputs(1L),
                        older,
                        Given.ours(3, RunPhase.RUNNING)))))
        .isEqualTo("Running");
  }

  @Test
  void aPersonsRunDoesNotWaitForData() {
    LakehouseRun run = Given.person("b", NOW);
    assertThat(decide(Given.situation(MANUAL, OwnerMemory.NONE, Given.inputs(null), run)))
        .isEqualTo(new Decision.Admit(run, 1));
  }

  @Test
  void aCopyOfARunIsNotAdmittedByItsLabels() {
    LakehouseRun copy = Given.ours(2, null);
    copy.getMetadata().setName("copy");
    assertThat(decide(Given.situation(MANUAL, OwnerMemory.NONE, Given.inputs(1L), copy)))
        .isEqualTo(new Decision.Admit(copy, 1));
  }

  @Test
  void runsThatOnlyPlanNeedNoTurn() {
    LakehouseRun dry = Given.planOnly("dry");
    assertThat(
            decide(
                Given.situation(
                    Given.owner("suspend: true"),
                    OwnerMemory.NONE,
                    Given.inputs(1L),
                    dry,
                    Given.ours(4, RunPhase.RUNNING))))
        .isEqualTo(new Decision.Admit(dry, 5));
  }

  @Test
  void suspendedStartsNothing() {
    RunOwner owner = Given.owner("suspend: true");
    assertThat(inWords(decide(Given.situation(owner, OwnerMemory.NONE, Given.inputs(1L)))))
        .isEqualTo("Suspended");
    assertThat(
            inWords(
                decide(
                    Given.situation(
                        owner, OwnerMemory.NONE, Given.inputs(1L), Given.person("b", NOW)))))
        .isEqualTo("Suspended");
  }

  @Test
  void aRefusedSpecStartsNothing() {
    Situation situation =
        new Situation(
            ON_NEW_DATA,
            OwnerMemory.NONE,
            Optional.empty(),
            InputVersions.NONE,
            List.of(Given.person("b", NOW)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            NOW);
    assertThat(inWords(decide(situation))).isEqualTo("OwnerInvalid");
  }

  @Test
  void newDataIsGatheredAsLongAsTheFreshnessAllows() {
    RunOwner owner =
        Given.owner(
            "trigger: {onNewData: {minInterval: 1m}}\n"
                + "gold: [{name: g, sql: SELECT 1, freshness: 2h}, {name: h, sql: SELECT 1}]");
    // It began an hour ago and took ten minutes: 2 h less twice that leaves forty more to gather.
    RunSummary last = Given.took(Duration.ofMinutes(10));
    Situation due = Given.situation(owner, Given.after(last, last), Given.inputs(2L));
    assertThat(decide(due))
        .isInstanceOfSatisfying(
            Decision.Wait.class,
            wait -> {
              assertThat(wait.reason()).isEqualTo("Gathering");
              assertThat(wait.until()).contains(NOW.plus(Duration.ofMinutes(40)));
            });
    RunSummary slow = Given.took(Duration.ofMinutes(45));
    assertThat(inWords(decide(Given.situation(owner, Given.after(slow, slow), Given.inputs(2L)))))
        .as("a run that takes long has to begin at once")
        .isEqualTo("start NEW_DATA");
  }

  @Test
  void aBreakingChangeWaitsUntilItIsApprovedOrAskedFor() {
    RunSummary last = Given.summary(RunPhase.SUCCEEDED, "former-plan", null, 1L);
    Situation due = Given.situation(ON_NEW_DATA, Given.after(last, last), Given.inputs(2L));
    PlanChange breaking = Given.breaking(null);

    assertThat(decide(Given.changing(due, breaking)))
        .isInstanceOfSatisfying(
            Decision.Wait.class,
            wait -> {
              assertThat(wait.reason()).isEqualTo("ApprovalNeeded");
              assertThat(wait.message())
                  .contains("silver.orders", "keys: [id] -> [id,line]")
                  .contains("kubectl -n crm annotate medallionpipeline sales")
                  .contains("lakehouse.dev/approve=" + Given.PLAN);
            });
    assertThat(inWords(decide(Given.changing(due, Given.breaking("another-plan")))))
        .as("another change was approved")
        .isEqualTo("ApprovalNeeded");
    assertThat(inWords(decide(Given.changing(due, Given.breaking(Given.PLAN)))))
        .startsWith("start");

    LakehouseRun refresh = Given.refreshing("refresh", "silver.orders");
    LakehouseRun other = Given.refreshing("other", "gold.totals");
    LakehouseRun back = Given.rollingBack("back", "sales-1");
    assertThat(decide(Given.changing(due.with(back), breaking))).isInstanceOf(Decision.Admit.class);
    assertThat(decide(Given.changing(due.with(refresh), breaking)))
        .isInstanceOf(Decision.Admit.class);
    assertThat(inWords(decide(Given.changing(due.with(other), breaking))))
        .isEqualTo("ApprovalNeeded");
  }

  @Test
  void aRequestIsObeyedOnce() {
    RunOwner owner = Given.asked("trigger: {manual: {}}", "monday");
    assertThat(decide(Given.situation(owner, OwnerMemory.NONE, Given.inputs(null))))
        .isEqualTo(new Decision.Start(1, RunCause.RUN_NOW));
    OwnerMemory obeyed = new OwnerMemory(null, null, 1, null, "monday");
    assertThat(inWords(decide(Given.situation(owner, obeyed, Given.inputs(1L)))))
        .isEqualTo("NotAsked");
    LakehouseRun made =
        RunMaker.of(
            Given.situation(owner, OwnerMemory.NONE, Given.inputs(1L)), 1, RunCause.RUN_NOW);
    made.setStatus(Given.status(RunPhase.SUCCEEDED));
    Situation before = Given.situation(owner, OwnerMemory.NONE, Given.inputs(1L), made);
    assertThat(inWords(decide(before))).as("status was not written").isEqualTo("NotAsked");
    assertThat(OwnerHistory.after(before).lastRunNow()).isEqualTo("monday");
  }

  @ParameterizedTest
  @CsvSource({
    // remembered time, what comes next
    "2026-03-02T10:00:00Z,start SCHEDULE",
    "2026-03-02T07:00:00Z,start SCHEDULE",
    "2026-03-02T11:00:00Z,Scheduled",
    // not a time of this schedule: it was changed meanwhile
    "2026-03-02T09:30:00Z,Scheduled",
    ",Scheduled",
  })
  void scheduled(String remembered, String expected) {
    OwnerMemory memory =
        new OwnerMemory(null, null, 0, remembered == null ? null : Instant.parse(remembered), null);
    Situation situation = Given.situation(HOURLY, memory, Given.inputs(1L));
    assertThat(inWords(decide(situation))).isEqualTo(expected);
    if (expected.equals("Scheduled")) {
      assertThat(((Decision.Wait) decide(situation)).until())
          .contains(Instant.parse("2026-03-02T11:00:00Z"));
    }
  }

  @Test
  void aMissedTimeStartsOneRunNotMany() {
    OwnerMemory missed =
        new OwnerMemory(null, null, 0, Instant.parse("2026-03-02T03:00:00Z"), null);
    Situation situation = Given.situation(HOURLY, missed, Given.inputs(1L));
    assertThat(decide(situation)).isEqualTo(new Decision.Start(1, RunCause.SCHEDULE));
    LakehouseRun made = RunMaker.of(situation, 1, RunCause.SCHEDULE);
    made.getMetadata().setCreationTimestamp(NOW.toString());
    made.setStatus(Given.status(RunPhase.SUCCEEDED));
    Situation next = Given.situation(HOURLY, missed, Given.inputs(1L), made);
    assertThat(inWords(decide(next))).as("status was not written").isEqualTo("Scheduled");
    assertThat(OwnerHistory.after(next).nextRunTime())
        .isEqualTo(Instant.parse("2026-03-02T11:00:00Z"));
  }

  @Test
  void aSuspendedScheduleCatchesNothingUp() {
    OwnerMemory missed =
        new OwnerMemory(null, null, 0, Instant.parse("2026-03-02T03:00:00Z"), null);
    RunOwner suspended = Given.owner("suspend: true\ntrigger: {schedule: {cron: '0 * * * *'}}");
    assertThat(
            OwnerHistory.after(Given.situation(suspended, missed, Given.inputs(1L))).nextRunTime())
        .isNull();
  }

  @Test
  void schedulesAreReadInTheirTimeZone() {
    RunOwner vienna =
        Given.owner("trigger: {schedule: {cron: '30 3 * * *', timeZone: Europe/Vienna}}");
    assertThat(
            OwnerHistory.after(Given.situation(vienna, OwnerMemory.NONE, Given.inputs(1L)))
                .nextRunTime())
        .isEqualTo(Instant.parse("2026-03-03T02:30:00Z"));
  }

  /**
   * On 29 March 2026 there is no 02:30 in Vienna; the day's run must be neither lost nor doubled.
   */
  @Test
  void aTimeThatSummerTimeSkips() {
    CronSchedule schedule =
        CronSchedule.of(new dev.lakehouse.api.Schedule("30 2 * * *", "Europe/Vienna"));
    Instant before = Instant.parse("2026-03-28T12:00:00Z");
    Instant time = schedule.next(before).orElseThrow();
    assertThat(time).isBetween("2026-03-29T00:00:00Z", "2026-03-30T02:00:00Z");
    assertThat(schedule.includes(time)).isTrue();
    assertThat(schedule.next(time).orElseThrow()).isAfter(time);
  }

  @Test
  void aRunThatIsHeldUpTellsItsOwner() {
    LakehouseRun held = Given.ours(1, null);
    RunFacts facts =
        new RunFacts(
            held,
            Optional.of(ON_NEW_DATA),
            Optional.empty(),
            false,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            NOW);
    held.setStatus(RunStatusRules.statusFor(facts, RunRules.decide(facts)));
    assertThat(
            inWords(decide(Given.situation(ON_NEW_DATA, OwnerMemory.NONE, Given.inputs(1L), held))))
        .isEqualTo("LakehouseNotFound");
  }

  private static Decision decide(Situation situation) {
    return NextRun.decide(situation);
  }

  private static String inWords(Decision decision) {
    if (decision instanceof Decision.Start start) {
      return "start " + start.cause();
    }
    return decision instanceof Decision.Wait wait ? wait.reason() : decision.toString();
  }
}
