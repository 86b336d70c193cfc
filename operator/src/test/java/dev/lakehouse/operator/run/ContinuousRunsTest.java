package dev.lakehouse.operator.run;

import static dev.lakehouse.operator.run.Given.NOW;
import static dev.lakehouse.operator.run.Given.PLAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.ApiGroup;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.LakehouseSpec.Workloads;
import dev.lakehouse.api.RunPhase;
import dev.lakehouse.api.RunSummary;
import dev.lakehouse.operator.run.NextRun.Decision;
import dev.lakehouse.operator.spark.ApplicationState;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.StopRequest;
import dev.lakehouse.plan.progress.JobOutcome;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.plan.progress.StepStatus.State;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trigger continuous: when its run is made, asked to stop, tried again, and what it tells. */
class ContinuousRunsTest {
  private static final String TRIGGER = "trigger: {continuous: {minInterval: 2s}}";
  private static final RunOwner OWNER =
      Given.owner(TRIGGER + "\nretry: {limit: 2, backoff: 30s}\ntimeouts: {run: 1h}");
  private static final ApplicationState RUNNING = new ApplicationState.Running();
  private static final ApplicationState LOST =
      new ApplicationState.Failed(FailureReason.INTERRUPTED, "driver container failed");

  private static LakehouseRun goingOn(long sequence) {
    LakehouseRun run = Given.ours(sequence, RunPhase.RUNNING);
    run.getMetadata().getAnnotations().put(ContinuousRuns.ANNOTATION, "PT2S");
    return run;
  }

  private static LakehouseRun asked(LakehouseRun run, Instant since) {
    run.getMetadata()
        .getAnnotations()
        .put(StopRequest.ANNOTATION, ContinuousRuns.stopText(since, "somebody said so"));
    return run;
  }

  private static Situation with(RunOwner owner, LakehouseRun... runs) {
    RunSummary last = Given.summary(RunPhase.RUNNING, PLAN, null, 1L);
    return Given.situation(owner, Given.after(last, last), Given.inputs(2L), runs);
  }

  private static Situation changed(Situation now, Optional<String> plan, Optional<String> made) {
    return new Situation(
        now.owner(),
        now.memory(),
        plan,
        now.inputs(),
        now.runs(),
        now.change(),
        made,
        now.busy(),
        now.now());
  }

  private static String stopped(Situation situation) {
    Decision decision = NextRun.decide(situation);
    return decision instanceof Decision.Stop stop
        ? stop.why()
        : decision instanceof Decision.Wait wait ? wait.reason() : decision.toString();
  }

  @Test
  void itIsMadeAsSoonAsThereIsDataAndAgainWhenNoneGoesOn() {
    assertThat(NextRun.decide(Given.situation(OWNER, OwnerMemory.NONE, Given.inputs(null))))
        .isInstanceOfSatisfying(
            Decision.Wait.class,
            wait -> assertThat(wait.reason()).isEqualTo(RunReasons.WAITING_FOR_DATA));
    Situation first = Given.situation(OWNER, OwnerMemory.NONE, Given.inputs(1L));
    assertThat(NextRun.decide(first)).isEqualTo(new Decision.Start(1, RunCause.NEW_PLAN));
    OWNER.resource().getMetadata().setCreationTimestamp(NOW.toString());
    LakehouseRun made = RunMaker.of(first, 1, RunCause.NEW_PLAN);
    assertThat(ContinuousRuns.is(made)).isTrue();
    assertThat(ContinuousRuns.is(RunMaker.of(first, 1, RunCause.MAINTENANCE)))
        .as("upkeep ends by itself")
        .isFalse();
    assertThat(RunArguments.of(made, OWNER, RunMarks.admission(made).orElseThrow(), 1).continuous())
        .contains(Duration.ofSeconds(2));

    RunSummary ended = Given.summary(RunPhase.SUCCEEDED, PLAN, null, 1L);
    assertThat(NextRun.decide(Given.situation(OWNER, Given.after(ended, ended), Given.inputs(1L))))
        .as("though nothing is new")
        .isEqualTo(new Decision.Start(5, RunCause.CONTINUOUS));
  }

  /** The last run's reason, versions it saw and that there are; what comes next. */
  @ParameterizedTest
  @CsvSource({
    "Interrupted,1,1,start RECOVERY",
    "SqlInvalid,1,1,WaitingForChange",
    "SqlInvalid,1,2,start NEW_DATA",
    "RunDeleted,1,1,WaitingForChange",
  })
  void afterAFailure(String reason, long seen, long now, String expected) {
    RunSummary last = Given.summary(RunPhase.FAILED, PLAN, reason, seen);
    Decision decision =
        NextRun.decide(Given.situation(OWNER, Given.after(last, null), Given.inputs(now)));
    assertThat(
            decision instanceof Decision.Start start
                ? "start " + start.cause()
                : ((Decision.Wait) decision).reason())
        .isEqualTo(expected);
  }

  @Test
  void aFailureOfAPersonsRunIsNoneOfIts() {
    LakehouseRun refresh = Given.ours(4, RunPhase.FAILED);
    RunSummary last = Given.summary(RunPhase.FAILED, PLAN, "SqlInvalid", 1L);
    assertThat(
            NextRun.decide(
                Given.situation(OWNER, Given.after(last, null), Given.inputs(1L), refresh)))
        .isEqualTo(new Decision.Start(5, RunCause.CONTINUOUS));
  }

  @Test
  void itGoesOnAsLongAsNothingElseIsAsked() {
    assertThat(stopped(with(OWNER, goingOn(4)))).isEqualTo(RunReasons.RUNNING);
    assertThat(stopped(changed(with(OWNER, goingOn(4)), Optional.empty(), Optional.of("PT2S"))))
        .as("a refused spec is no reason")
        .isEqualTo(RunReasons.RUNNING);
    Situation breaking =
        Given.changing(
            changed(with(OWNER, goingOn(4)), Optional.of("another"), Optional.of("PT2S")),
            Given.breaking(null));
    assertThat(stopped(breaking)).as("waits for approval").isEqualTo(RunReasons.RUNNING);
    assertThat(stopped(with(OWNER, goingOn(4), Given.planOnly("look"))))
        .as("a run of mode Plan needs no turn")
        .startsWith("Admit");
  }

  @Test
  void itIsAskedToStopForWhatNeedsItsTurn() {
    assertThat(stopped(with(Given.owner(TRIGGER + "\nsuspend: true"), goingOn(4))))
        .contains("suspend");
    assertThat(stopped(with(OWNER, goingOn(4), Given.refreshing("again", "silver.orders"))))
        .contains("run again waits");
    assertThat(stopped(with(OWNER, goingOn(4), Given.rollingBack("back", "sales-3"))))
        .contains("run back waits");
    assertThat(
            stopped(changed(with(OWNER, goingOn(4)), Optional.of("another"), Optional.of("PT2S"))))
        .contains("another plan");
    assertThat(stopped(changed(with(OWNER, goingOn(4)), Optional.of(PLAN), Optional.of("PT9S"))))
        .contains("minInterval");
    assertThat(stopped(with(Given.owner("trigger: {manual: {}}"), goingOn(4))))
        .contains("no longer continuous");
    assertThat(stopped(with(Given.asked(TRIGGER, "now"), goingOn(4)))).contains("run-now");
    RunOwner keptUp =
        Given.owner(TRIGGER + "\nmaintenance: {schedule: {cron: '0 * * * *', timeZone: UTC}}");
    Situation due = with(keptUp, goingOn(4));
    OwnerMemory remembers =
        new OwnerMemory(due.memory().lastRun(), due.memory().lastSuccess(), 4, null, null, NOW);
    assertThat(
            stopped(
                new Situation(
                    keptUp,
                    remembers,
                    due.plan(),
                    due.inputs(),
                    due.runs(),
                    due.change(),
                    due.continuous(),
                    due.busy(),
                    NOW)))
        .contains("kept up");
  }

  @Test
  void itIsAskedOnceAndWhatAskedComesNext() {
    LakehouseRun again = Given.refreshing("again", "silver.orders");
    LakehouseRun stopping = asked(goingOn(4), NOW);
    assertThat(stopped(with(OWNER, stopping, again))).isEqualTo(RunReasons.STOPPING);
    stopping.setStatus(Given.status(RunPhase.SUCCEEDED));
    assertThat(NextRun.decide(with(OWNER, stopping, again)))
        .isEqualTo(new Decision.Admit(again, 5));
  }

  @Test
  void aPersonsCopyOfItEnds() {
    LakehouseRun copy = goingOn(4);
    copy.getMetadata()
        .getAnnotations()
        .put(RunMarks.ADMITTED_ANNOTATION, copy.getMetadata().getUid());
    assertThat(ContinuousRuns.is(copy)).isFalse();
  }

  @Test
  void whatItIsMadeWithFollowsTheLakehouse() {
    Workloads one = Serialization.unmarshal("image: jobs:1", Workloads.class);
    Workloads two = Serialization.unmarshal("image: jobs:2", Workloads.class);
    assertThat(ContinuousRuns.settings(OWNER, one))
        .isEqualTo(ContinuousRuns.settings(OWNER, one))
        .isNotEqualTo(ContinuousRuns.settings(OWNER, two));
    assertThat(ContinuousRuns.settings(Given.owner("trigger: {manual: {}}"), one)).isEmpty();
  }

  private static RunFacts facts(LakehouseRun run, ApplicationState state) {
    return new RunFacts(
        run,
        Optional.of(OWNER),
        Optional.empty(),
        true,
        Optional.empty(),
        List.of(),
        Optional.ofNullable(state),
        NOW);
  }

  private static LakehouseRun attempt(int number, Instant running) {
    LakehouseRun run = goingOn(1);
    run.setStatus(new Given.StatusOf().attempt(number, running).running(running).build());
    return run;
  }

  @Test
  void itHasNoEndUntilItIsAskedThenTheTimeOfARun() {
    Instant longAgo = NOW.minus(Duration.ofDays(90));
    assertThat(RunRules.decide(facts(attempt(1, longAgo), RUNNING)))
        .isInstanceOf(RunDecision.Observe.class);
    Instant minutesAgo = NOW.minusSeconds(600);
    assertThat(RunRules.decide(facts(asked(attempt(1, longAgo), minutesAgo), RUNNING)))
        .isEqualTo(new RunDecision.Observe(true, minutesAgo.plus(Duration.ofHours(1))));
    assertThat(
            RunRules.decide(
                facts(asked(attempt(1, longAgo), NOW.minus(Duration.ofHours(2))), RUNNING)))
        .isInstanceOfSatisfying(
            RunDecision.Fail.class,
            fail -> {
              assertThat(fail.stop()).isTrue();
              assertThat(fail.reason()).isEqualTo("TimedOut");
            });
  }

  @Test
  void failuresCountAnewAfterAStableTime() {
    Instant justNow = NOW.minusSeconds(60);
    assertThat(RunRules.decide(facts(attempt(2, justNow), LOST)))
        .isInstanceOfSatisfying(
            RunDecision.Retry.class,
            retry -> assertThat(retry.at()).isEqualTo(NOW.plusSeconds(60)));
    assertThat(RunRules.decide(facts(attempt(3, justNow), LOST)))
        .isInstanceOf(RunDecision.Fail.class);
    assertThat(RunRules.decide(facts(attempt(3, NOW.minus(ContinuousRuns.STABLE)), LOST)))
        .isInstanceOfSatisfying(
            RunDecision.Retry.class,
            retry -> assertThat(retry.at()).isEqualTo(NOW.plusSeconds(30)));
    assertThat(RunRules.decide(facts(asked(attempt(1, justNow), NOW), LOST)))
        .as("whoever asked it to stop does not wait for another attempt")
        .isInstanceOf(RunDecision.Fail.class);
  }

  @Test
  void betweenTwoAttemptsItEndsAtOnce() {
    LakehouseRun run = goingOn(1);
    run.setStatus(new Given.StatusOf().attempt(1, NOW).retry(NOW.plusSeconds(3000)).build());
    assertThat(RunRules.decide(facts(run, null))).isInstanceOf(RunDecision.AwaitRetry.class);
    assertThat(RunRules.decide(facts(asked(run, NOW), null)))
        .isInstanceOf(RunDecision.Succeed.class);
  }

  @Test
  void whenItEndedAsAskedThatIsASuccess() {
    LakehouseRun run = asked(attempt(1, NOW.minusSeconds(60)), NOW);
    run.setStatus(
        new Given.StatusOf()
            .attempt(1, NOW)
            .running(NOW)
            .steps(step(State.FAILED, 3, 1))
            .outcome(JobOutcome.success(1))
            .build());
    assertThat(RunRules.decide(facts(run, new ApplicationState.Succeeded())))
        .isInstanceOfSatisfying(
            RunDecision.Succeed.class,
            succeed -> assertThat(succeed.message()).contains("somebody said so"));
  }

  private static StepStatus step(State state, double batch, double lag) {
    return new StepStatus(
        "silver.orders",
        state,
        5L,
        9L,
        state == State.SUCCEEDED ? 7L : null,
        Map.of("bronze.orders", 2L),
        "2026-03-02T09:59:00Z",
        1000L,
        null,
        Map.of("batch", batch, "lagSeconds", lag),
        state == State.FAILED ? "ExpectationFailed" : null,
        state == State.FAILED ? "no row is positive" : null);
  }

  private static OwnerPass pass(RunOwner owner, LakehouseRun run) {
    Situation situation = Given.situation(owner, OwnerMemory.NONE, Given.inputs(2L), run);
    OwnerMemory memory = OwnerHistory.after(situation);
    return new OwnerPass(
        owner,
        Optional.empty(),
        Optional.empty(),
        OwnerMemory.NONE,
        memory,
        Decision.Wait.forChange(RunReasons.RUNNING, "on its way"),
        situation.runs(),
        OwnerFreshness.of(owner, memory.lastSuccess(), situation.runs(), situation.inputs(), NOW),
        ContinuousProgress.of(situation.runs(), situation.inputs()),
        Optional.empty(),
        NOW);
  }

  private static LakehouseRun telling(StepStatus step) {
    LakehouseRun run = goingOn(4);
    run.setStatus(new Given.StatusOf().attempt(1, NOW).running(NOW).steps(step).build());
    return run;
  }

  /** Version of the input (2 is read), whether it waits. */
  @ParameterizedTest
  @CsvSource({"2,false", "3,true", ",false"})
  void howItFollowsItsInputsIsToldWhileItGoesOn(Long version, boolean waiting) {
    LakehouseRun run = telling(step(State.SUCCEEDED, 12, 3));
    InputVersions inputs = InputVersions.of(Given.inputs(version));
    assertThat(ContinuousProgress.of(List.of(run), inputs))
        .contains(new ContinuousProgress(3, 12, waiting));
    assertThat(
            ContinuousProgress.of(List.of(goingOn(4), Given.ours(3, RunPhase.SUCCEEDED)), inputs))
        .as("no table was looked at yet")
        .isEmpty();
  }

  @Test
  void whatItTellsIsTheStateOfTheTables() {
    OwnerPass pass = pass(OWNER, telling(step(State.SUCCEEDED, 12, 3)));
    assertThat(
            TableHistory.after(
                List.of(dev.lakehouse.plan.TableName.of("silver.orders")), List.of(), pass))
        .singleElement()
        .satisfies(
            table -> {
              assertThat(table.version()).isEqualTo(7);
              assertThat(table.asOf()).isEqualTo("2026-03-02T09:59:00Z");
            });
    assertThat(pass.memory().lastSuccess().name()).isEqualTo("sales-4");
    assertThat(pass.memory().lastSuccess().inputs()).containsEntry("bronze.orders", 2L);

    LakehouseRun beginning = telling(StepStatus.pending("silver.orders"));
    assertThat(pass(OWNER, beginning).lastEnded()).isEmpty();
    assertThat(pass(OWNER, beginning).memory().lastSuccess()).isNull();
  }

  @Test
  void progressIsTheNumberOfItsBatches() {
    LakehouseRun run = telling(step(State.SUCCEEDED, 412, 3));
    assertThat(
            RunStatusRules.statusFor(facts(run, RUNNING), new RunDecision.Observe(true, NOW))
                .progress())
        .isEqualTo("412 batches");
  }

  /** Seconds of lag, allowed minutes, and what condition Fresh says. */
  @ParameterizedTest
  @CsvSource({"3,1,True", "61,1,False", "61,2,True"})
  void freshnessIsWhatItMeasures(double lag, int allowed, String fresh) {
    RunOwner owner =
        Given.owner(TRIGGER + "\ngold: [{name: g, sql: SELECT 1, freshness: " + allowed + "m}]");
    assertThat(
            pass(owner, telling(step(State.SUCCEEDED, 1, lag)))
                .freshness()
                .orElseThrow()
                .verdict()
                .status())
        .isEqualTo(fresh);
  }

  @Test
  void askingItChangesNothingElse() {
    LakehouseRun run = RunMaker.stop(with(OWNER), new Decision.Stop(goingOn(4), "why"));
    assertThat(run.getMetadata().getAnnotations()).containsOnlyKeys(StopRequest.ANNOTATION);
    assertThat(run.getMetadata().getLabels()).doesNotContainKey(ApiGroup.SEQUENCE_LABEL);
  }
}
