package dev.lakehouse.operator.run;

import static dev.lakehouse.operator.run.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.LakehouseRunSpec;
import dev.lakehouse.api.LakehouseRunStatus;
import dev.lakehouse.api.RunPhase;
import dev.lakehouse.compiler.SpecReason;
import dev.lakehouse.compiler.Violation;
import dev.lakehouse.operator.Specs;
import dev.lakehouse.operator.spark.ApplicationState;
import dev.lakehouse.plan.FailureClass;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.progress.JobOutcome;
import dev.lakehouse.plan.progress.StepStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RunRulesTest {
  private static final RunOwner OWNER =
      Given.owner("retry: {limit: 2, backoff: 30s}\ntimeouts: {start: 10m, run: 1h}");
  private static final Instant EARLIER = NOW.minusSeconds(60);
  private static final ApplicationState PENDING =
      new ApplicationState.Pending("in state SUBMITTED");
  private static final ApplicationState RUNNING = new ApplicationState.Running();
  private static final ApplicationState SUCCEEDED = new ApplicationState.Succeeded();
  private static final ApplicationState FAILED =
      new ApplicationState.Failed(FailureReason.INTERRUPTED, "driver container failed");

  @Test
  void theFirstAttemptIsMadeAsSoonAsTheRunIsAdmitted() {
    assertThat(RunRules.decide(facts(Given.ours(1, null), null)))
        .isEqualTo(new RunDecision.Attempt(1));
  }

  @Test
  void beforeThatItWaitsForItsTurn() {
    RunDecision decision = RunRules.decide(facts(Given.person("b", NOW), null));
    assertThat(decision)
        .isInstanceOfSatisfying(
            RunDecision.Hold.class, hold -> assertThat(hold.reason()).isEqualTo("Queued"));
  }

  @Test
  void whatKeepsAnAttemptFromBeingMadeIsNamed() {
    LakehouseRun run = Given.ours(1, null);
    assertThat(hold(without(run, true, false, false))).isEqualTo("PipelineNotFound");
    assertThat(hold(without(run, false, true, false))).isEqualTo("LakehouseNotFound");
    assertThat(hold(without(run, false, false, true))).isEqualTo("SparkOperatorMissing");
  }

  @Test
  void aRunOfAnOwnerThatIsNotThereYetIsInvalidUntilItIs() {
    RunFacts facts = without(Given.person("b", NOW), true, false, false);
    LakehouseRunStatus status = RunStatusRules.statusFor(facts, RunRules.decide(facts));
    assertThat(status.phase()).isEqualTo(RunPhase.QUEUED);
    assertThat(status.condition("SpecValid").orElseThrow().status()).isEqualTo(Condition.FALSE);
  }

  @Test
  void aRunWithAnUnknownTableFails() {
    RunFacts facts =
        new RunFacts(
            Given.person("b", NOW),
            Optional.of(OWNER),
            Optional.of(lakehouse()),
            true,
            Optional.empty(),
            List.of(new Violation(SpecReason.TABLE_NOT_FOUND, "spec.fullRefresh[0]: no table")),
            Optional.empty(),
            NOW);
    LakehouseRunStatus status = RunStatusRules.statusFor(facts, RunRules.decide(facts));
    assertThat(status.phase()).isEqualTo(RunPhase.FAILED);
    assertThat(status.failureClass()).isEqualTo(FailureClass.USER);
    assertThat(status.condition("SpecValid").orElseThrow().reason()).isEqualTo("TableNotFound");
    assertThat(status.condition("Ready").orElseThrow().reason()).isEqualTo("TableNotFound");
  }

  @Test
  void aRunThatIsToBeGoneBackToAndVanishedFailsWhatWaitedForItsTurn() {
    LakehouseRun run = Given.ours(7, null);
    run.setSpec(
        Serialization.unmarshal(
            "pipelineRef: {name: sales}\nrollbackTo: {run: sales-4}", LakehouseRunSpec.class));
    RunDecision.Fail fail = (RunDecision.Fail) RunRules.decide(facts(run, null));
    assertThat(fail.message()).contains("no run 'sales-4'");
  }

  @Test
  void aNameTooLongForTheDriversServiceIsRefused() {
    assertThat(RunRules.decide(facts(Given.person("b".repeat(60), NOW), null)))
        .isInstanceOfSatisfying(
            RunDecision.Fail.class, fail -> assertThat(fail.reason()).isEqualTo("NameTooLong"));
  }

  /** What the Spark operator saw, what the job said of this attempt, and what comes of it. */
  @ParameterizedTest
  @CsvSource({
    "pending,,observe",
    "running,,observe",
    "running,success,observe",
    "succeeded,,succeed",
    "succeeded,success,succeed",
    "succeeded,SqlInvalid,fail SqlInvalid",
    "succeeded,Unexpected,retry Unexpected",
    "failed,,retry Interrupted",
    "failed,success,succeed",
    "failed,ExpectationFailed,fail ExpectationFailed",
    "failed,AccessDenied,fail AccessDenied",
    "failed,SourceUnreachable,retry SourceUnreachable",
    "failed,Fenced,fail Fenced",
    "failed,AReasonOfALaterVersion,retry Unexpected",
    "gone,,retry Interrupted",
    "gone,success,succeed",
    "gone,GateFailed,fail GateFailed",
  })
  void theJobsOwnWordsCountMost(String application, String outcome, String expected) {
    LakehouseRun run = attempted(1, status -> status.outcome(outcome(1, outcome)));
    assertThat(inWords(RunRules.decide(facts(run, state(application))))).isEqualTo(expected);
  }

  @Test
  void theOutcomeOfAnEarlierAttemptDoesNotCount() {
    LakehouseRun run = attempted(2, status -> status.outcome(outcome(1, "ExpectationFailed")));
    assertThat(inWords(RunRules.decide(facts(run, FAILED)))).isEqualTo("retry Interrupted");
    LakehouseRun silent = attempted(2, status -> status.outcome(outcome(1, "success")));
    assertThat(inWords(RunRules.decide(facts(silent, FAILED)))).isEqualTo("retry Interrupted");
  }

  @ParameterizedTest
  @EnumSource(StepStatus.State.class)
  void anApplicationThatEndedWithoutOutcomeIsJudgedByItsSteps(StepStatus.State state) {
    StepStatus step =
        new StepStatus(
            "silver.orders", state, null, null, null, null, null, null, null, null, null, null);
    RunDecision decision =
        RunRules.decide(facts(attempted(1, status -> status.steps(step)), SUCCEEDED));
    boolean done = state == StepStatus.State.SUCCEEDED || state == StepStatus.State.SKIPPED;
    assertThat(inWords(decision)).isEqualTo(done ? "succeed" : "retry Unexpected");
  }

  @ParameterizedTest
  @CsvSource({"1,30", "2,60"})
  void retriesWaitTwiceAsLongEachTime(int attempt, long seconds) {
    assertThat(RunRules.decide(facts(attempted(attempt, status -> status), FAILED)))
        .isInstanceOfSatisfying(
            RunDecision.Retry.class,
            retry -> {
              assertThat(retry.at()).isEqualTo(NOW.plusSeconds(seconds));
              assertThat(retry.stop()).isFalse();
            });
  }

  @Test
  void afterTheLimitItFails() {
    assertThat(inWords(RunRules.decide(facts(attempted(3, status -> status), FAILED))))
        .isEqualTo("fail Interrupted");
  }

  @Test
  void noBackoffIsLongerThanAnHour() {
    assertThat(Backoff.before(20, Duration.ofSeconds(30), Duration.ofHours(1)))
        .isEqualTo(Duration.ofHours(1));
    assertThat(Backoff.before(64, Duration.ofDays(1), Duration.ofHours(1)))
        .isEqualTo(Duration.ofHours(1));
  }

  @Test
  void theNextAttemptIsMadeWhenItsTimeHasCome() {
    LakehouseRun run = attempted(1, status -> status.retry(NOW.plusSeconds(1)));
    assertThat(RunRules.decide(facts(run, FAILED)))
        .isEqualTo(new RunDecision.AwaitRetry(NOW.plusSeconds(1)));
    run = attempted(1, status -> status.retry(NOW));
    assertThat(RunRules.decide(facts(run, FAILED))).isEqualTo(new RunDecision.Attempt(2));
  }

  /** Seconds since the application was made, since its driver runs, and what comes of it. */
  @ParameterizedTest
  @CsvSource({
    "pending,599,,observe",
    "pending,600,,retry TimedOut",
    "running,7200,3599,observe",
    "running,7200,3600,retry TimedOut",
    "pending,7200,3599,observe",
    "pending,7200,3600,retry TimedOut",
  })
  void timeouts(String application, long made, Long running, String expected) {
    LakehouseRun run = Given.ours(1, null);
    Given.StatusOf status = new Given.StatusOf().attempt(1, NOW.minusSeconds(made));
    if (running != null) {
      status.running(NOW.minusSeconds(running));
    }
    run.setStatus(status.build());
    RunDecision decision = RunRules.decide(facts(run, state(application)));
    assertThat(inWords(decision)).isEqualTo(expected);
    if (decision instanceof RunDecision.Retry retry) {
      assertThat(retry.stop()).as("its application is stopped").isTrue();
    }
  }

  @Test
  void aJobThatWasDoneWhenItsTimeRanOutSucceeded() {
    LakehouseRun run = Given.ours(1, null);
    run.setStatus(
        new Given.StatusOf()
            .attempt(1, NOW.minusSeconds(9000))
            .running(NOW.minusSeconds(8000))
            .outcome(JobOutcome.success(1))
            .build());
    assertThat(inWords(RunRules.decide(facts(run, RUNNING)))).isEqualTo("succeed");
  }

  @ParameterizedTest
  @EnumSource(
      value = RunPhase.class,
      names = {"SUCCEEDED", "FAILED"})
  void whatEndedStaysAsItIs(RunPhase phase) {
    LakehouseRun run = Given.ours(1, phase);
    RunFacts facts = facts(run, null);
    assertThat(RunRules.decide(facts)).isInstanceOf(RunDecision.Ended.class);
    LakehouseRunStatus status = RunStatusRules.statusFor(facts, RunRules.decide(facts));
    assertThat(status.phase()).isEqualTo(phase);
    assertThat(status.completionTime()).isEqualTo(run.getStatus().completionTime());
  }

  @Test
  void statusOfAnAttemptUnderWay() {
    RunFacts facts = facts(attempted(1, status -> status), RUNNING);
    LakehouseRunStatus status = RunStatusRules.statusFor(facts, RunRules.decide(facts));
    assertThat(status.runningTime()).isEqualTo(NOW.toString());
    assertThat(status.phase()).isEqualTo(RunPhase.RUNNING);
    assertThat(status.condition("Ready").orElseThrow().status()).isEqualTo(Condition.UNKNOWN);
    facts.run().setStatus(status);
    RunFacts later =
        new RunFacts(
            facts.run(),
            facts.owner(),
            facts.lakehouse(),
            true,
            Optional.empty(),
            List.of(),
            Optional.of(RUNNING),
            NOW.plusSeconds(30));
    assertThat(RunStatusRules.statusFor(later, RunRules.decide(later)))
        .as("nothing is written while nothing changes")
        .isEqualTo(status);
  }

  @Test
  void anotherAttemptForgetsTheTimesOfTheOneBefore() {
    LakehouseRun run = attempted(1, status -> status.running(EARLIER).retry(NOW));
    RunFacts facts = facts(run, FAILED);
    LakehouseRunStatus status = RunStatusRules.statusFor(facts, RunRules.decide(facts));
    assertThat(status.attempt()).isEqualTo(2);
    assertThat(status.application()).isEqualTo("sales-1-r2");
    assertThat(status.runningTime()).isNull();
    assertThat(status.retryTime()).isNull();
    assertThat(status.startTime()).isEqualTo(EARLIER.toString());
    assertThat(status.attemptTime()).isEqualTo(NOW.toString());
  }

  @Test
  void theOperatorNeverWritesWhatTheJobTells() {
    LakehouseRun run =
        attempted(
            1,
            status ->
                status.steps(StepStatus.pending("silver.orders")).outcome(JobOutcome.success(1)));
    LakehouseRunStatus written = RunStatusRules.withoutTheJobsFields(run.getStatus());
    assertThat(written.steps()).isNull();
    assertThat(written.outcome()).isNull();
    assertThat(written.attempt()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"0,0s", "59,59s", "60,1m00s", "72,1m12s", "3599,59m59s", "7500,2h05m"})
  void durationsForPeople(long seconds, String text) {
    assertThat(DurationText.of(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  private static LakehouseRun attempted(
      int attempt, java.util.function.UnaryOperator<Given.StatusOf> more) {
    LakehouseRun run = Given.ours(1, null);
    run.setStatus(more.apply(new Given.StatusOf().attempt(attempt, EARLIER)).build());
    return run;
  }

  private static RunFacts facts(LakehouseRun run, ApplicationState application) {
    return new RunFacts(
        run,
        Optional.of(OWNER),
        Optional.of(lakehouse()),
        true,
        Optional.of(plan()),
        List.of(),
        Optional.ofNullable(application),
        NOW);
  }

  private static RunFacts without(
      LakehouseRun run, boolean owner, boolean lakehouse, boolean operator) {
    return new RunFacts(
        run,
        owner ? Optional.empty() : Optional.of(OWNER),
        lakehouse ? Optional.empty() : Optional.of(lakehouse()),
        !operator,
        Optional.of(plan()),
        List.of(),
        Optional.empty(),
        NOW);
  }

  private static RunPlan plan() {
    return new RunPlan(
        RunPlan.FORMAT_VERSION,
        new RunPlan.PlanOwner("MedallionPipeline", "crm", "sales"),
        new RunPlan.Lake("s3a://lake", null, null, RunPlan.Endpoints.AWS),
        List.of(),
        List.of());
  }

  private static Lakehouse lakehouse() {
    return Specs.lakehouse(Specs.LAKEHOUSE);
  }

  private static String hold(RunFacts facts) {
    return ((RunDecision.Hold) RunRules.decide(facts)).reason();
  }

  private static ApplicationState state(String name) {
    return switch (name) {
      case "pending" -> PENDING;
      case "running" -> RUNNING;
      case "succeeded" -> SUCCEEDED;
      case "failed" -> FAILED;
      default -> null;
    };
  }

  private static JobOutcome outcome(int attempt, String text) {
    if (text == null) {
      return null;
    }
    return text.equals("success")
        ? JobOutcome.success(attempt)
        : new JobOutcome(false, attempt, text, "said the job");
  }

  private static String inWords(RunDecision decision) {
    if (decision instanceof RunDecision.Retry retry) {
      return "retry " + retry.reason();
    }
    if (decision instanceof RunDecision.Fail fail) {
      return "fail " + fail.reason();
    }
    return decision.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
  }
}
