package dev.lakehouse.operator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.MedallionPipelineStatus;
import dev.lakehouse.api.RunPhase;
import dev.lakehouse.operator.cluster.ApiServer;
import dev.lakehouse.operator.cluster.RunningOperator;
import dev.lakehouse.plan.FailureClass;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs from trigger to Ready against a real API server; the test plays Spark operator and jobs. */
@ExtendWith(ApiServer.class)
class RunsIT {
  private static final Duration A_WHILE = Duration.ofSeconds(2);
  private static final String DONE =
      """
      {outcome: {succeeded: true, attempt: 1},
       steps: [
         {name: silver.orders, state: Succeeded, rows: 7, version: 3, inputs: {bronze.orders: 1},
          startTime: "2026-01-01T00:00:00Z", durationMillis: 1500,
          expectations: [{name: positive, action: Warn, met: false, violations: 2}]},
         {name: gold.totals, state: Succeeded, rows: 1, version: 4, inputs: {silver.orders: 3},
          startTime: "2026-01-01T00:00:02Z", durationMillis: 500}]}
      """;

  /** A retry that is seen before it is over. */
  private static final String WAITS_LONGER =
      RunsFixture.PIPELINE.replace("backoff: 1s", "backoff: 5s");

  @RegisterExtension
  private static final RunningOperator OPERATOR = RunningOperator.of(RunsFixture::operator);

  private RunsFixture fixture;

  @BeforeEach
  void makeNamespace() {
    fixture = new RunsFixture();
  }

  @Test
  void fromNewDataToReady() {
    fixture.applyAll();
    GenericKubernetesResource application =
        fixture.awaitApplication(RunsFixture.KUBEFLOW, "sales-1");
    String plan = fixture.run("sales-1").getMetadata().getLabels().get("lakehouse.dev/plan");
    assertThat(
            fixture
                .client
                .configMaps()
                .inNamespace(fixture.namespace)
                .withName("plan-" + plan)
                .get())
        .satisfies(configMap -> assertThat(configMap.getImmutable()).isTrue())
        .satisfies(configMap -> assertThat(configMap.getData()).containsKey("plan.json"));
    assertThat(Serialization.asJson(application))
        .contains("plan-" + plan)
        .contains("LakehouseRun/" + fixture.namespace + "/sales-1");
    fixture.spark("sales-1", "RUNNING");
    fixture.report("sales-1", DONE);
    fixture.spark("sales-1", "COMPLETED");
    fixture.awaitRun("sales-1", "Ready", "True", "Succeeded");
    fixture.awaitPipeline("sales", "Ready", "True", "Ready");
    MedallionPipelineStatus status = fixture.pipeline("sales").getStatus();
    assertThat(status.lastRun().phase()).isEqualTo(RunPhase.SUCCEEDED);
    assertThat(status.lastSuccess().inputs()).containsEntry("bronze.orders", 1L);
    assertThat(status.lastSequence()).isEqualTo(1);
    assertThat(status.plan()).isEqualTo(plan);
    assertThat(status.tables())
        .extracting(table -> table.name() + " " + table.version() + " " + table.quality())
        .containsExactly("silver.orders 3 Violated", "gold.totals 4 null");
    assertThat(status.tables().get(0).lastCommitTime()).isEqualTo("2026-01-01T00:00:01Z");
    assertThat(fixture.awaitPipeline("sales", "QualityMet", "False", "Violated"))
        .contains("silver.orders: positive (Warn, 2 rows)");
    assertThat(fixture.run("sales-1").getStatus().progress()).isEqualTo("2/2");
    assertThat(fixture.run("sales-1").getStatus().steps()).hasSize(2);
  }

  @Test
  void theApacheOperatorDoesAsWell() {
    fixture.apply(
        RunsFixture.LAKEHOUSE.replace(
            "image: \"lakehouse-jobs:dev\"", "image: \"lakehouse-jobs:dev\", sparkBackend: Apache"),
        RunsFixture.SOURCE);
    fixture.ingested("orders", 1);
    fixture.apply(RunsFixture.PIPELINE);
    fixture.spark(
        RunsFixture.APACHE,
        "sales-1",
"""
{"currentState":{"currentStateSummary":"ResourceReleased"},
 "stateTransitionHistory":{"9":{"currentStateSummary":"RunningHealthy"},
   "10":{"currentStateSummary":"Succeeded"},"11":{"currentStateSummary":"ResourceReleased"}}}
""");
    fixture.awaitPipeline("sales", "Ready", "True", "Ready");
  }

  @Test
  void infrastructureIsTriedAgainAndEachAttemptIsAnApplication() {
    fixture.applyAll(WAITS_LONGER);
    fixture.spark("sales-1", "FAILED");
    fixture.awaitRun("sales-1", "Progressing", "True", "Retrying");
    assertThat(fixture.run("sales-1").getStatus().retryTime()).isNotNull();
    fixture.spark("sales-1-r2", "COMPLETED");
    fixture.awaitRun("sales-1", "Succeeded", "True", "Succeeded");
    assertThat(fixture.run("sales-1").getStatus().attempt()).isEqualTo(2);
    fixture.awaitPipeline("sales", "Ready", "True", "Ready");
    assertThat(fixture.applications()).containsExactly("sales-1", "sales-1-r2");
    assertThat(fixture.runNames()).containsExactly("sales-1");
  }

  /** What a person has to mend is told and not tried again. */
  @ParameterizedTest
  @CsvSource({"PlanUnsupported", "AccessDenied", "SourceNotFound", "SqlInvalid"})
  void aFailureOfTheUserWaitsForANewSpec(String reason) {
    fixture.applyAll();
    fixture.awaitApplication(RunsFixture.KUBEFLOW, "sales-1");
    fixture.report(
        "sales-1",
        """
        {outcome: {succeeded: false, attempt: 1, reason: %s, message: "the job said so"}}
        """
            .formatted(reason));
    fixture.spark("sales-1", "FAILED");
    assertThat(fixture.awaitPipeline("sales", "Ready", "False", reason))
        .contains("the job said so");
    assertThat(fixture.run("sales-1").getStatus().failureClass()).isEqualTo(FailureClass.USER);
    nothingElseHappens("sales-1");
  }

  @Test
  void aFailureOfTheDataWaitsForNewData() {
    fixture.applyAll();
    fixture.awaitApplication(RunsFixture.KUBEFLOW, "sales-1");
    fixture.report(
        "sales-1",
"""
{outcome: {succeeded: false, attempt: 1, reason: ExpectationFailed, message: "gold.totals was not committed"},
 steps: [{name: silver.orders, state: Succeeded, version: 3, inputs: {bronze.orders: 1}},
         {name: gold.totals, state: Failed, reason: ExpectationFailed,
          message: "expectation has_rows: 0 rows, at least 1 expected",
          expectations: [{name: has_rows, action: Fail, met: false, violations: 1}]}]}
""");
    fixture.spark("sales-1", "FAILED");
    assertThat(fixture.awaitPipeline("sales", "Ready", "False", "ExpectationFailed"))
        .contains("gold.totals", "has_rows");
    fixture.awaitPipeline("sales", "QualityMet", "False", "Failed");
    fixture.awaitPipeline("sales", "Progressing", "False", "WaitingForChange");
    assertThat(fixture.run("sales-1").getStatus().failureClass()).isEqualTo(FailureClass.DATA);
    nothingElseHappens("sales-1");
    fixture.ingested("orders", 2);
    fixture.spark("sales-2", "COMPLETED");
    fixture.awaitPipeline("sales", "Ready", "True", "Ready");
  }

  @Test
  void aDriverThatDoesNotStartIsStopped() {
    fixture.apply(RunsFixture.LAKEHOUSE, RunsFixture.SOURCE);
    fixture.ingested("orders", 1);
    fixture.apply(
        RunsFixture.PIPELINE.replace(
            "retry: {limit: 1, backoff: 1s}", "retry: {limit: 0}\n  timeouts: {start: 1s}"));
    assertThat(fixture.awaitRun("sales-1", "Ready", "False", "TimedOut"))
        .contains("start", "timeouts.start");
    assertThat(fixture.run("sales-1").getStatus().application()).isEqualTo("sales-1");
    assertThat(fixture.applications()).isEmpty();
    fixture.awaitPipeline("sales", "Ready", "False", "TimedOut");
  }

  @Test
  void aDriverThatRunsTooLongIsStopped() {
    fixture.apply(RunsFixture.LAKEHOUSE, RunsFixture.SOURCE);
    fixture.ingested("orders", 1);
    fixture.apply(
        RunsFixture.PIPELINE.replace(
            "retry: {limit: 1, backoff: 1s}", "retry: {limit: 0}\n  timeouts: {run: 1s}"));
    fixture.awaitApplication(RunsFixture.KUBEFLOW, "sales-1");
    fixture.spark("sales-1", "RUNNING");
    assertThat(fixture.awaitRun("sales-1", "Ready", "False", "TimedOut")).contains("timeouts.run");
    await().untilAsserted(() -> assertThat(fixture.applications()).isEmpty());
  }

  @Test
  void anApplicationThatVanishedIsAnInterruption() {
    fixture.applyAll(WAITS_LONGER);
    fixture.spark("sales-1", "RUNNING");
    fixture.awaitRun("sales-1", "Progressing", "True", "Running");
    await().until(() -> fixture.run("sales-1").getStatus().runningTime() != null);
    fixture
        .client
        .genericKubernetesResources(RunsFixture.KUBEFLOW)
        .inNamespace(fixture.namespace)
        .withName("sales-1")
        .delete();
    assertThat(fixture.awaitRun("sales-1", "Progressing", "True", "Retrying"))
        .contains("Interrupted", "was deleted");
    fixture.spark("sales-1-r2", "COMPLETED");
    fixture.awaitPipeline("sales", "Ready", "True", "Ready");
  }

  @Test
  void whatIsMissingIsWaitedFor() {
    fixture.apply(RunsFixture.PIPELINE);
    fixture.awaitPipeline("sales", "SpecValid", "False", "LakehouseNotFound");
    fixture.apply(RunsFixture.LAKEHOUSE);
    assertThat(fixture.awaitPipeline("sales", "SpecValid", "False", "TableNotFound"))
        .contains("bronze.orders");
    fixture.apply(RunsFixture.SOURCE);
    assertThat(fixture.awaitPipeline("sales", "Progressing", "False", "WaitingForData"))
        .contains("bronze.orders");
    assertThat(fixture.runNames()).isEmpty();
    fixture.ingested("orders", 1);
    fixture.awaitApplication(RunsFixture.KUBEFLOW, "sales-1");
  }

  @Test
  void specsThatCanNotBeRunAreRefused() {
    fixture.apply(RunsFixture.LAKEHOUSE, RunsFixture.SOURCE);
    fixture.apply(gold("typo", "SELECT * FROM bronze.order"));
    assertThat(fixture.awaitPipeline("typo", "Ready", "False", "TableNotFound"))
        .contains("bronze.orders");
    fixture.apply(gold("syntax", "SELEC * FROM bronze.orders"));
    assertThat(fixture.awaitPipeline("syntax", "Ready", "False", "SqlSyntax"))
        .contains("line 1, column 1");
    fixture.apply(
        """
        apiVersion: lakehouse.dev/v1alpha1
        kind: MedallionPipeline
        metadata: {name: circle}
        spec:
          gold: [{name: a, sql: "SELECT * FROM gold.b"}, {name: b, sql: "SELECT * FROM gold.a"}]
        """);
    assertThat(fixture.awaitPipeline("circle", "Ready", "False", "TableCycle"))
        .contains("gold.a", "gold.b");
    assertThat(fixture.runNames()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sales|trigger: {schedule: {cron: '61 * * * *'}}|InvalidSchedule|is not a cron expression",
        "sales|trigger: {schedule: {cron: '1 * * * *', timeZone:"
            + " Europe/Viena}}|InvalidSchedule|Europe/Vienna",
        "sales|trigger: {onNewData: {minInterval: 99999999999h}}|InvalidDuration|minInterval",
        "a-name-of-forty-one-characters-is-too-long|trigger: {manual:"
            + " {}}|NameTooLong|metadata.name",
      })
  void pipelinesThatCanNotBeScheduledOrNamedAreRefused(
      String name, String trigger, String reason, String says) {
    fixture.apply(RunsFixture.LAKEHOUSE, RunsFixture.SOURCE);
    fixture.apply(
        RunsFixture.PIPELINE
            .replace("name: sales", "name: " + name)
            .replace("trigger: {onNewData: {minInterval: 1ms}}", trigger.replace('\'', '"')));
    assertThat(fixture.awaitPipeline(name, "Ready", "False", reason)).contains(says);
  }

  @Test
  void aMissingSaltIsAwaited() {
    fixture.apply(RunsFixture.LAKEHOUSE, RunsFixture.SOURCE);
    fixture.ingested("orders", 1);
    fixture.apply(
        RunsFixture.PIPELINE.replace(
            "keys: [order_id]",
            "keys: [order_id], columns: [{name: order_id, mask: {hash: {saltSecret: pii-salt}}}]"));
    assertThat(fixture.awaitPipeline("sales", "Ready", "False", "SecretMissing"))
        .contains("pii-salt");
    assertThat(fixture.runNames()).isEmpty();
    fixture.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: pii-salt}
        stringData: {salt: grain}
        """);
    fixture.awaitApplication(RunsFixture.KUBEFLOW, "sales-1");
  }

  @Test
  void ofTwoPipelinesWithOneTableTheOlderHasIt() throws Exception {
    fixture.apply(RunsFixture.LAKEHOUSE, RunsFixture.SOURCE);
    fixture.apply(gold("older", "SELECT * FROM bronze.orders"));
    fixture.awaitPipeline("older", "SpecValid", "True", "Valid");
    Thread.sleep(1_100); // creation times have seconds
    fixture.apply(gold("younger", "SELECT * FROM bronze.orders").replace("name: older", "name: t"));
    assertThat(fixture.awaitPipeline("younger", "Ready", "False", "TableConflict"))
        .contains("older");
    fixture.client.resource(fixture.pipeline("older")).delete();
    fixture.awaitPipeline("younger", "SpecValid", "True", "Valid");
  }

  @Test
  void aSuspendedPipelineStartsNothing() {
    fixture.apply(RunsFixture.LAKEHOUSE, RunsFixture.SOURCE);
    fixture.ingested("orders", 1);
    fixture.apply(RunsFixture.PIPELINE.replace("retry:", "suspend: true\n  retry:"));
    fixture.awaitPipeline("sales", "Progressing", "False", "Suspended");
    assertThat(fixture.runNames()).isEmpty();
    fixture.apply(RunsFixture.PIPELINE.replace("retry:", "suspend: false\n  retry:"));
    fixture.awaitApplication(RunsFixture.KUBEFLOW, "sales-1");
  }

  @Test
  void aPersonsRunWaitsForItsTurnAndHasItsArguments() {
    fixture.applyAll();
    fixture.awaitApplication(RunsFixture.KUBEFLOW, "sales-1");
    fixture.apply(person("again", "pipelineRef: {name: sales}, fullRefresh: [silver.orders]"));
    fixture.awaitRun("again", "Progressing", "True", "Queued");
    fixture.spark("sales-1", "COMPLETED");
    GenericKubernetesResource application = fixture.awaitApplication(RunsFixture.KUBEFLOW, "again");
    assertThat(application.<List<String>>get("spec", "arguments"))
        .containsSubsequence("--attempt", "1", "--full-refresh", "silver.orders");
    assertThat(fixture.run("again").getMetadata().getLabels())
        .containsEntry("lakehouse.dev/sequence", "2")
        .containsEntry("lakehouse.dev/owner", "sales");
    fixture.spark("again", "COMPLETED");
    fixture.awaitRun("again", "Ready", "True", "Succeeded");
    await()
        .untilAsserted(
            () ->
                assertThat(fixture.pipeline("sales").getStatus().lastRun().name())
                    .isEqualTo("again"));
  }

  @Test
  void aRunThatNamesWhatIsNotThereSaysSo() {
    fixture.apply(person("lost", "pipelineRef: {name: sales}"));
    assertThat(fixture.awaitRun("lost", "SpecValid", "False", "PipelineNotFound"))
        .contains("sales");
    fixture.applyAll();
    fixture.awaitApplication(RunsFixture.KUBEFLOW, "lost");
    fixture.apply(person("typo", "pipelineRef: {name: sales}, fullRefresh: [silver.order]"));
    assertThat(fixture.awaitRun("typo", "SpecValid", "False", "TableNotFound"))
        .contains("silver.orders");
    assertThat(fixture.run("typo").getStatus().phase()).isEqualTo(RunPhase.FAILED);
  }

  @Test
  void modePlanAsksADriverBesideTheRunThatIsUnderWay() {
    fixture.applyAll();
    fixture.awaitApplication(RunsFixture.KUBEFLOW, "sales-1");
    fixture.apply(person("dry", "pipelineRef: {name: sales}, mode: Plan"));
    fixture.awaitApplication(RunsFixture.KUBEFLOW, "dry");
    fixture.report(
        "dry",
        "{steps: [{name: silver.orders, state: Succeeded, message: Would read},"
            + " {name: gold.totals, state: Skipped}], outcome: {attempt: 1, succeeded: true}}");
    fixture.spark("dry", "COMPLETED");
    fixture.awaitRun("dry", "Ready", "True", "Planned");
    assertThat(fixture.run("dry").getStatus().steps().get(0).message()).isEqualTo("Would read");
    assertThat(fixture.run("dry").getStatus().phase()).isEqualTo(RunPhase.SUCCEEDED);
    assertThat(fixture.pipeline("sales").getStatus().lastRun().name()).isEqualTo("sales-1");
  }

  @Test
  void historyIsLimitedAndNumbersGoOn() {
    fixture.apply(RunsFixture.LAKEHOUSE, RunsFixture.SOURCE);
    fixture.apply(RunsFixture.PIPELINE.replace("retry:", "historyLimit: 1\n  retry:"));
    for (int version = 1; version <= 3; version++) {
      fixture.ingested("orders", version);
      fixture.spark("sales-" + version, "COMPLETED");
      String run = "sales-" + version;
      await()
          .untilAsserted(
              () ->
                  assertThat(fixture.pipeline("sales").getStatus().lastSuccess())
                      .isNotNull()
                      .satisfies(last -> assertThat(last.name()).isEqualTo(run)));
    }
    await().untilAsserted(() -> assertThat(fixture.runNames()).containsExactly("sales-3"));
    assertThat(fixture.pipeline("sales").getStatus().lastSequence()).isEqualTo(3);
  }

  @Test
  void aDeletedRunStaysDone() {
    fixture.applyAll();
    fixture.spark("sales-1", "COMPLETED");
    fixture.awaitPipeline("sales", "Ready", "True", "Ready");
    fixture.client.resource(fixture.run("sales-1")).delete();
    nothingElseHappens();
    fixture.awaitPipeline("sales", "Ready", "True", "Ready");
    fixture.ingested("orders", 2);
    fixture.awaitApplication(RunsFixture.KUBEFLOW, "sales-2");
    fixture.client.resource(fixture.run("sales-2")).delete();
    assertThat(fixture.awaitPipeline("sales", "Ready", "False", "RunDeleted")).contains("sales-2");
    nothingElseHappens();
  }

  @Test
  void aRestartedOperatorFindsWhatItLeft() {
    fixture.applyAll();
    fixture.spark("sales-1", "COMPLETED");
    fixture.awaitPipeline("sales", "Ready", "True", "Ready");
    String version = fixture.pipeline("sales").getMetadata().getResourceVersion();
    String runVersion = fixture.run("sales-1").getMetadata().getResourceVersion();
    OPERATOR.restart();
    await().until(() -> OPERATOR.reconciliations() > 1);
    nothingElseHappens("sales-1");
    assertThat(fixture.pipeline("sales").getMetadata().getResourceVersion()).isEqualTo(version);
    assertThat(fixture.run("sales-1").getMetadata().getResourceVersion()).isEqualTo(runVersion);
  }

  @Test
  void aBreakingChangeWaitsForApproval() {
    fixture.applyAll();
    fixture.awaitApplication(RunsFixture.KUBEFLOW, "sales-1");
    fixture.spark("sales-1", "COMPLETED");
    fixture.awaitPipeline("sales", "Ready", "True", "Ready");

    fixture.apply(RunsFixture.PIPELINE.replace("keys: [order_id]", "keys: [order_id, line]"));
    String message = fixture.awaitPipeline("sales", "ApprovalNeeded", "True", "ApprovalNeeded");
    assertThat(message).contains("silver.orders", "[order_id] -> [order_id,line]", "gold.totals");
    fixture.awaitPipeline("sales", "Ready", "False", "ApprovalNeeded");
    nothingElseHappens("sales-1");

    annotate("lakehouse.dev/approve", fixture.pipeline("sales").getStatus().plan());
    fixture.awaitApplication(RunsFixture.KUBEFLOW, "sales-2");
    fixture.spark("sales-2", "COMPLETED");
    fixture.awaitPipeline("sales", "Ready", "True", "Ready");
    assertThat(fixture.pipeline("sales").getStatus().condition("ApprovalNeeded")).isEmpty();
  }

  @Test
  void aPersonAsksByAnnotation() {
    fixture.apply(RunsFixture.LAKEHOUSE, RunsFixture.SOURCE);
    fixture.ingested("orders", 1);
    fixture.apply(RunsFixture.PIPELINE.replace("onNewData: {minInterval: 1ms}", "manual: {}"));
    fixture.awaitPipeline("sales", "Progressing", "False", "NotAsked");
    ask("first");
    fixture.spark("sales-1", "COMPLETED");
    fixture.awaitPipeline("sales", "Ready", "True", "Ready");
    assertThat(fixture.pipeline("sales").getStatus().lastRunNow()).isEqualTo("first");
    nothingElseHappens("sales-1");
    ask("second");
    fixture.awaitApplication(RunsFixture.KUBEFLOW, "sales-2");
  }

  @Test
  void aDeletedPlanIsMadeAgain() {
    fixture.applyAll();
    fixture.awaitApplication(RunsFixture.KUBEFLOW, "sales-1");
    fixture.awaitPipeline("sales", "SpecValid", "True", "Valid");
    String plan = "plan-" + fixture.pipeline("sales").getStatus().plan();
    var configMap = fixture.client.configMaps().inNamespace(fixture.namespace).withName(plan);
    String uid = configMap.get().getMetadata().getUid();
    configMap.delete();
    await()
        .untilAsserted(
            () ->
                assertThat(configMap.get())
                    .isNotNull()
                    .satisfies(made -> assertThat(made.getMetadata().getUid()).isNotEqualTo(uid)));
  }

  @Test
  void aCopyOfARunIsARunOfItsOwn() {
    fixture.applyAll();
    fixture.spark("sales-1", "COMPLETED");
    fixture.awaitPipeline("sales", "Ready", "True", "Ready");
    LakehouseRun copy = fixture.run("sales-1");
    copy.getMetadata().setName("copy");
    copy.getMetadata().setResourceVersion(null);
    copy.getMetadata().setUid(null);
    copy.setStatus(null);
    fixture.client.resource(copy).create();
    GenericKubernetesResource application = fixture.awaitApplication(RunsFixture.KUBEFLOW, "copy");
    assertThat(application.getMetadata().getLabels()).containsEntry("lakehouse.dev/sequence", "2");
  }

  private void ask(String value) {
    annotate("lakehouse.dev/run-now", value);
  }

  private void annotate(String name, String value) {
    fixture
        .client
        .resource(fixture.pipeline("sales"))
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(name, value));
  }

  private void nothingElseHappens(String... runs) {
    await()
        .during(A_WHILE)
        .atMost(A_WHILE.multipliedBy(3))
        .untilAsserted(() -> assertThat(fixture.runNames()).containsExactly(runs));
  }

  private static String person(String name, String spec) {
    return "apiVersion: lakehouse.dev/v1alpha1\nkind: LakehouseRun\nmetadata: {name: %s}\nspec: {%s}"
        .formatted(name, spec);
  }

  private static String gold(String name, String sql) {
    return """
           apiVersion: lakehouse.dev/v1alpha1
           kind: MedallionPipeline
           metadata: {name: %s}
           spec: {gold: [{name: t, sql: "%s"}]}
           """
        .formatted(name, sql);
  }
}
