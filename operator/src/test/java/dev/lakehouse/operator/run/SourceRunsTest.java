package dev.lakehouse.operator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.LakehouseRunSpec;
import dev.lakehouse.compiler.Compilation.Compiled;
import dev.lakehouse.compiler.PlanCompiler;
import dev.lakehouse.compiler.Workspace;
import dev.lakehouse.operator.Specs;
import dev.lakehouse.operator.spark.ApplicationRequest;
import dev.lakehouse.operator.spark.ApplicationState;
import dev.lakehouse.plan.FailureReason;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Runs of DataSources: what their attempts are told, what executes them, how that went. */
class SourceRunsTest {
  private static final String BACKFILL =
      "dataSourceRef: {name: customers}, "
          + "backfill: {from: '2026-05-01T02:00:00+02:00', to: '2026-05-02T00:00:00Z'}";

  @Test
  void aBackfillIsOnePodThatIsToldItsRangeAndWhereToReport() {
    Job job = job(Specs.dataSource(Specs.TABLE), BACKFILL);

    Container container = container(job);
    assertThat(container.getImage()).isEqualTo("lakehouse/jobs:dev");
    assertThat(container.getArgs())
        .containsExactly(
            "ingest",
            "--plan",
            "/etc/lakehouse/plan.json",
            "--report-to",
            "LakehouseRun/crm/once",
            "--attempt",
            "2",
            "--ingestion-to",
            "DataSource/crm/customers",
            "--backfill-from",
            "2026-05-01T00:00:00Z",
            "--backfill-to",
            "2026-05-02T00:00:00Z");
    assertThat(container.getEnv())
        .extracting("name")
        .contains("LAKEHOUSE_CONNECTION_CRM_DB_PASSWORD", "LAKEHOUSE_HEAP");
    assertThat(job.getMetadata().getName()).isEqualTo("once-r2");
    assertThat(job.getMetadata().getOwnerReferences().get(0).getKind()).isEqualTo("LakehouseRun");
    assertThat(job.getSpec().getBackoffLimit()).isZero();
    assertThat(job.getSpec().getTemplate().getSpec().getRestartPolicy()).isEqualTo("Never");
    assertThat(job.getSpec().getTemplate().getSpec().getVolumes().get(0).getConfigMap().getName())
        .isEqualTo("plan-" + Given.PLAN);
  }

  @Test
  void runsOfASourceAreRepeatedAndKeptAsItSays() {
    RunOwner usual = RunOwner.of(Specs.dataSource(Specs.TABLE));
    assertThat(usual.retryLimit()).isEqualTo(3);
    assertThat(usual.backoff()).isEqualTo(Duration.ofSeconds(30));
    assertThat(usual.historyLimit()).isEqualTo(10);
    RunOwner asked =
        RunOwner.of(
            Specs.dataSource(
                Specs.STREAM + "  retry: {limit: 1, backoff: 2m}\n  historyLimit: 4\n"));
    assertThat(asked.retryLimit()).isEqualTo(1);
    assertThat(asked.backoff()).isEqualTo(Duration.ofMinutes(2));
    assertThat(asked.historyLimit()).isEqualTo(4);
  }

  @Test
  void itsJobsAreNotTakenForThoseOfTheSchedule() {
    Job job = job(Specs.dataSource(Specs.TABLE), BACKFILL);
    Map<String, String> expected =
        Map.of(
            "lakehouse.dev/owner-kind",
            "DataSource",
            "lakehouse.dev/owner",
            "customers",
            "app.kubernetes.io/component",
            "run");
    assertThat(job.getMetadata().getLabels()).containsAllEntriesOf(expected);
    assertThat(job.getSpec().getTemplate().getMetadata().getLabels())
        .containsAllEntriesOf(expected);
  }

  @Test
  void aReplayIsTheConsumerOnceAndLeavesTheStreamsReportAlone() {
    Job job =
        job(
            Specs.dataSource(Specs.STREAM),
            "dataSourceRef: {name: orders}, replayDeadLetters: true");

    Container container = container(job);
    assertThat(container.getImage()).isEqualTo("lakehouse/consumer:dev");
    assertThat(container.getArgs())
        .contains("--replay-dead-letters")
        .doesNotContain("--ingestion-to", "--sequence");
    assertThat(container.getLivenessProbe()).isNull();
    assertThat(job.getSpec().getTemplate().getSpec().getRestartPolicy()).isEqualTo("Never");
  }

  @Test
  void aStreamsTableIsKeptUpByOnePodOfSpark() {
    Job job =
        job(Specs.dataSource(Specs.STREAM), "dataSourceRef: {name: orders}, maintenance: true");

    Container container = container(job);
    assertThat(container.getImage()).isEqualTo("lakehouse/jobs:dev");
    assertThat(container.getArgs())
        .containsSubsequence("ingest", "--maintain", "PT168H")
        .doesNotContain("--ingestion-to", "--dry-run");
  }

  @Test
  void aSourcesTableIsKeptUpByItsSchedule() {
    DataSource stream =
        Specs.dataSource(
            Specs.STREAM.stripTrailing()
                + "\n  maintenance: {schedule: {cron: '0 * * * *'}, vacuumAfter: 3d}\n");
    RunOwner owner = RunOwner.of(stream);
    OwnerMemory due = new OwnerMemory(null, null, 0, null, null, Given.NOW);
    assertThat(NextRun.decide(Given.situation(owner, due, Map.of())))
        .isEqualTo(new NextRun.Decision.Start(1, RunCause.MAINTENANCE));
    OwnerMemory later = new OwnerMemory(null, null, 0, null, null, Given.NOW.plusSeconds(3600));
    assertThat(NextRun.decide(Given.situation(owner, later, Map.of())))
        .isInstanceOf(NextRun.Decision.Wait.class);
    assertThat(owner.maintenance()).map(Upkept::vacuumAfter).contains(Duration.ofDays(3));
  }

  @Test
  void itIsSaidWhatEachKindOfSourceCanBeAskedFor() {
    String plain = "dataSourceRef: {name: x}";
    String replay = plain + ", replayDeadLetters: true";
    String backfill = BACKFILL.replace("customers", "x");
    DataSource table = Specs.dataSource(Specs.TABLE);
    DataSource stream = Specs.dataSource(Specs.STREAM);
    DataSource whole = Specs.dataSource(Specs.TABLE.replace(", cursor: updated_at", ""));
    assertThat(problems(table, plain)).isEmpty();
    assertThat(problems(table, backfill)).isEmpty();
    assertThat(problems(stream, replay)).isEmpty();
    assertThat(problems(stream, plain + ", maintenance: true")).isEmpty();
    assertThat(problems(table, replay)).contains("has no dead letters");
    assertThat(problems(stream, plain)).contains("set replayDeadLetters: true");
    assertThat(problems(stream, backfill)).contains("Only batch sources");
    assertThat(problems(whole, backfill)).contains("has no cursor");
    assertThat(problems(table, backfill.replace("05-01T", "02-31T")))
        .contains("is no time of the calendar");
  }

  @Test
  void aJobsStateIsToldInTheWordsOfRuns() {
    assertThat(state("{}")).isInstanceOf(ApplicationState.Pending.class);
    assertThat(state("{active: 1, ready: 0}")).isInstanceOf(ApplicationState.Pending.class);
    assertThat(state("{active: 1, ready: 1}")).isInstanceOf(ApplicationState.Running.class);
    assertThat(state("{conditions: [{type: Complete, status: 'True'}]}"))
        .isInstanceOf(ApplicationState.Succeeded.class);
    assertThat(state("{ready: 1, conditions: [{type: FailureTarget, status: 'True'}]}"))
        .isInstanceOf(ApplicationState.Running.class);
    assertThat(
            state("{conditions: [{type: Failed, status: 'True', message: BackoffLimitExceeded}]}"))
        .isEqualTo(
            new ApplicationState.Failed(
                FailureReason.INTERRUPTED, "the pod failed (BackoffLimitExceeded)"));
  }

  @Test
  void aDistributedSourceIsReadAtOnceAndThenByItsSchedule() {
    RunOwner owner = RunOwner.of(distributed());
    assertThat(owner.execution()).isEqualTo(RunOwner.Execution.SPARK_APPLICATION);
    assertThat(owner.runTimeout()).hasMinutes(5);
    Situation fresh = Given.situation(owner, OwnerMemory.NONE, Map.of());
    assertThat(NextRun.decide(fresh)).isEqualTo(new NextRun.Decision.Start(1, RunCause.NEW_PLAN));

    OwnerMemory once = new OwnerMemory(null, null, 1, Given.NOW.plusSeconds(900), null);
    NextRun.Decision later = NextRun.decide(Given.situation(owner, once, Map.of()));
    assertThat(later).isInstanceOf(NextRun.Decision.Wait.class);
    OwnerMemory due = new OwnerMemory(null, null, 1, Given.NOW, null);
    assertThat(NextRun.decide(Given.situation(owner, due, Map.of())))
        .isEqualTo(new NextRun.Decision.Start(2, RunCause.SCHEDULE));

    RunOwner onePod = RunOwner.of(Specs.dataSource(Specs.TABLE));
    assertThat(NextRun.decide(Given.situation(onePod, OwnerMemory.NONE, Map.of())))
        .isInstanceOf(NextRun.Decision.Wait.class);
  }

  /** Else one that was there before its source would never learn that it asks for nonsense. */
  @Test
  void aRunThatWaitsForItsSourceLooksAgainByItself() {
    LakehouseRun run = run("dataSourceRef: {name: customers}");
    run.getMetadata().setAnnotations(Map.of());
    RunFacts facts =
        new RunFacts(
            run,
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Given.NOW);
    RunDecision decision = RunRules.decide(facts);
    assertThat(decision)
        .isInstanceOfSatisfying(
            RunDecision.Hold.class,
            hold -> assertThat(hold.reason()).isEqualTo(RunReasons.DATA_SOURCE_NOT_FOUND));
    assertThat(RunRules.lookAgain(facts, decision)).isPresent();
  }

  @Test
  void itsDriverHasTheSourcesSize() {
    DataSource source = distributed();
    RunFacts facts =
        new RunFacts(
            run("dataSourceRef: {name: customers}"),
            Optional.of(RunOwner.of(source)),
            Optional.of(Specs.lakehouse(Specs.LAKEHOUSE)),
            true,
            Optional.of(compiled(source).plan()),
            List.of(),
            Optional.empty(),
            Given.NOW);
    ApplicationRequest request = RunActions.request(facts, 1);
    assertThat(request.workloads().driver().memory()).isEqualTo("3g");
    assertThat(request.workloads().driver().cpuRequest()).isEqualTo("200m");
    assertThat(request.workloads().image()).isEqualTo("lakehouse/jobs:dev");
    assertThat(request.arguments()).contains("--ingestion-to").doesNotContain("--sequence");
  }

  private static DataSource distributed() {
    return Specs.dataSource(
        Specs.TABLE + "  resources: {memory: 3g, distributed: true}\n" + "  timeouts: {run: 5m}\n");
  }

  @Test
  void ownersOfOneNameHaveRunsOfDifferentNames() {
    DataSource source = Specs.dataSource(Specs.STREAM.replace("name: orders}", "name: sales}"));
    RunOwner owner = RunOwner.of(source);
    LakehouseRun made =
        RunMaker.of(Given.situation(owner, OwnerMemory.NONE, Map.of()), 1, RunCause.RUN_NOW);
    assertThat(made.getMetadata().getName()).isEqualTo("sales-d1");
    assertThat(RunMarks.admission(made)).isPresent();
    assertThat(owner.owns(made)).isTrue();
    assertThat(Given.owner("suspend: false").owns(made)).isFalse();
  }

  private static Container container(Job job) {
    return job.getSpec().getTemplate().getSpec().getContainers().get(0);
  }

  private static ApplicationState state(String status) {
    return RunJobResources.state(
        Serialization.unmarshal("apiVersion: batch/v1\nkind: Job\nstatus: " + status, Job.class));
  }

  private static String problems(DataSource source, String spec) {
    LakehouseRunSpec run = run(spec).getSpec();
    return String.join(
        " ",
        PlanCompiler.check(run, compiled(source).plan()).stream()
            .map(violation -> violation.message())
            .toList());
  }

  private static Job job(DataSource source, String spec) {
    Lakehouse lakehouse = Specs.lakehouse(Specs.LAKEHOUSE);
    RunOwner owner = RunOwner.of(source).executing(run(spec));
    RunFacts facts =
        new RunFacts(
            run(spec),
            Optional.of(owner),
            Optional.of(lakehouse),
            true,
            Optional.of(compiled(source).plan()),
            List.of(),
            Optional.empty(),
            Given.NOW);
    return RunJobResources.job(owner, RunActions.request(facts, 2));
  }

  private static LakehouseRun run(String spec) {
    return Serialization.unmarshal(
        """
        apiVersion: lakehouse.dev/v1alpha1
        kind: LakehouseRun
        metadata:
          name: once
          namespace: crm
          uid: uid-once
          labels: {lakehouse.dev/sequence: "1", lakehouse.dev/plan: %s}
          annotations: {lakehouse.dev/admitted: uid-once}
        spec: {%s}
        """
            .formatted(Given.PLAN, spec),
        LakehouseRun.class);
  }

  private static Compiled compiled(DataSource source) {
    Lakehouse lakehouse = Specs.lakehouse(Specs.LAKEHOUSE);
    return (Compiled)
        PlanCompiler.compile(
            source, new Workspace(List.of(lakehouse), List.of(source), List.of(), List.of()));
  }
}
