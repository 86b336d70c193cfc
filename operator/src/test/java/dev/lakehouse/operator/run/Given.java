package dev.lakehouse.operator.run;

import dev.lakehouse.api.ApiGroup;
import dev.lakehouse.api.Condition;
import dev.lakehouse.api.ConditionTypes;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.LakehouseRunSpec;
import dev.lakehouse.api.LakehouseRunStatus;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.ObjectRef;
import dev.lakehouse.api.RunPhase;
import dev.lakehouse.api.RunSummary;
import dev.lakehouse.compiler.diff.Impact;
import dev.lakehouse.compiler.diff.PlanDiff;
import dev.lakehouse.compiler.diff.StepChange;
import dev.lakehouse.operator.Specs;
import dev.lakehouse.plan.progress.JobOutcome;
import dev.lakehouse.plan.progress.StepStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Runs, owners and situations for tests of the rules. */
final class Given {
  static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
  static final String PLAN = "0123456789abcdef";

  private Given() {}

  /** Pipeline {@code sales} with those fields in its spec. */
  static MedallionPipeline pipeline(String fields) {
    return Specs.pipeline(
        """
        apiVersion: lakehouse.dev/v1alpha1
        kind: MedallionPipeline
        metadata: {name: sales}
        spec:
          silver: [{name: orders, from: bronze.orders, keys: [id]}]
          %s
        """
            .formatted(fields.replace("\n", "\n  ")));
  }

  static RunOwner owner(String fields) {
    return RunOwner.of(pipeline(fields));
  }

  /** An owner that runs on new data, with that value of annotation run-now. */
  static RunOwner asked(String fields, String value) {
    MedallionPipeline pipeline = pipeline(fields);
    pipeline.getMetadata().setAnnotations(Map.of(ApiGroup.RUN_NOW_ANNOTATION, value));
    return RunOwner.of(pipeline);
  }

  static Situation situation(
      RunOwner owner, OwnerMemory memory, Map<String, Long> inputs, LakehouseRun... runs) {
    return new Situation(
        owner,
        memory,
        Optional.of(PLAN),
        InputVersions.of(inputs),
        List.of(runs),
        Optional.empty(),
        ContinuousRuns.interval(owner).map(Object::toString),
        Optional.empty(),
        NOW);
  }

  /** That situation with a changed plan. */
  static Situation changing(Situation situation, PlanChange change) {
    return new Situation(
        situation.owner(),
        situation.memory(),
        situation.plan(),
        situation.inputs(),
        situation.runs(),
        Optional.of(change),
        situation.continuous(),
        situation.busy(),
        situation.now());
  }

  /** A change of the keys of silver.orders; {@code approved} is the hash somebody approved. */
  static PlanChange breaking(String approved) {
    StepChange change =
        new StepChange(
            "silver.orders",
            StepChange.Kind.CHANGED,
            Impact.BREAKING,
            List.of("keys: [id] -> [id,line]"),
            List.of());
    return new PlanChange(
        PLAN, new PlanDiff(List.of(change)), approved, Map.of("silver.orders", 3L << 20));
  }

  /** A person's run that takes the tables back to what a run left. */
  static LakehouseRun rollingBack(String name, String run) {
    LakehouseRun back = person(name, NOW);
    back.setSpec(
        Serialization.unmarshal(
            "pipelineRef: {name: sales}\nrollbackTo: {run: %s}".formatted(run),
            LakehouseRunSpec.class));
    return back;
  }

  /** A person's run that refreshes a table. */
  static LakehouseRun refreshing(String name, String table) {
    LakehouseRun run = person(name, NOW);
    run.setSpec(
        Serialization.unmarshal(
            "pipelineRef: {name: sales}\nfullRefresh: [%s]".formatted(table),
            LakehouseRunSpec.class));
    return run;
  }

  /** Versions by table; null: unknown. */
  static Map<String, Long> inputs(Long orders) {
    Map<String, Long> inputs = new TreeMap<>();
    inputs.put("bronze.orders", orders);
    return inputs;
  }

  static OwnerMemory after(RunSummary last, RunSummary lastSuccess) {
    return new OwnerMemory(last, lastSuccess, last.sequence(), null, null);
  }

  /** The newest run, which began an hour ago. */
  static RunSummary summary(RunPhase phase, String plan, String reason, Long orders) {
    String end = phase.ended() ? NOW.minusSeconds(3000).toString() : null;
    return new RunSummary(
        "sales-4",
        4L,
        plan,
        phase,
        NOW.minusSeconds(3600).toString(),
        end,
        null,
        reason,
        orders == null ? null : Map.of("bronze.orders", orders));
  }

  /** A run that succeeded, begun an hour ago. */
  static RunSummary took(Duration duration) {
    Instant start = NOW.minusSeconds(3600);
    return new RunSummary(
        "sales-1",
        1L,
        PLAN,
        RunPhase.SUCCEEDED,
        start.toString(),
        start.plus(duration).toString(),
        null,
        null,
        Map.of("bronze.orders", 1L));
  }

  /** A run that the operator made. */
  static LakehouseRun ours(long sequence, RunPhase phase) {
    LakehouseRun run = person("sales-" + sequence, NOW.minusSeconds(3600 - sequence));
    run.getMetadata()
        .setLabels(
            Map.of(
                ApiGroup.OWNER_LABEL,
                "sales",
                ApiGroup.SEQUENCE_LABEL,
                Long.toString(sequence),
                ApiGroup.PLAN_LABEL,
                PLAN));
    run.getMetadata()
        .setAnnotations(
            new TreeMap<>(
                Map.of(
                    RunMarks.CAUSE_ANNOTATION,
                    RunCause.NEW_DATA.label(),
                    RunMarks.INPUTS_ANNOTATION,
                    "{\"bronze.orders\":1}")));
    if (phase != null) {
      run.setStatus(status(phase));
    }
    return run;
  }

  /** A run that a person made and nobody admitted. */
  static LakehouseRun person(String name, Instant created) {
    LakehouseRun run = new LakehouseRun();
    run.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("crm")
            .withName(name)
            .withUid("uid-" + name)
            .withGeneration(1L)
            .withResourceVersion("1")
            .withCreationTimestamp(created.toString())
            .build());
    run.setSpec(
        new LakehouseRunSpec(
            new ObjectRef("sales"), null, null, null, null, null, null, null, null, null));
    return run;
  }

  static LakehouseRun planOnly(String name) {
    LakehouseRun run = person(name, NOW);
    run.setSpec(
        new LakehouseRunSpec(
            new ObjectRef("sales"),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            LakehouseRunSpec.Mode.PLAN));
    return run;
  }

  static LakehouseRunStatus status(RunPhase phase) {
    return new StatusOf().phase(phase).build();
  }

  /** A status, field by field. */
  static final class StatusOf {
    private RunPhase phase = RunPhase.RUNNING;
    private Integer attempt;
    private String application;
    private Instant attemptTime;
    private Instant runningTime;
    private Instant retryTime;
    private String reason;
    private List<StepStatus> steps;
    private JobOutcome outcome;

    StatusOf phase(RunPhase value) {
      phase = value;
      return this;
    }

    StatusOf attempt(int number, Instant made) {
      attempt = number;
      attemptTime = made;
      application = "sales-1" + (number == 1 ? "" : "-r" + number);
      return this;
    }

    StatusOf running(Instant since) {
      runningTime = since;
      return this;
    }

    StatusOf retry(Instant at) {
      retryTime = at;
      return this;
    }

    StatusOf failed(String why) {
      phase = RunPhase.FAILED;
      reason = why;
      return this;
    }

    StatusOf steps(StepStatus... told) {
      steps = List.of(told);
      return this;
    }

    StatusOf outcome(JobOutcome told) {
      outcome = told;
      return this;
    }

    LakehouseRunStatus build() {
      Condition succeeded =
          reason == null
              ? null
              : new Condition(
                  ConditionTypes.SUCCEEDED,
                  Condition.FALSE,
                  1L,
                  NOW.toString(),
                  reason,
                  "it said so");
      return new LakehouseRunStatus(
          1L,
          succeeded == null ? null : List.of(succeeded),
          phase,
          1L,
          PLAN,
          application,
          attempt,
          text(attemptTime),
          text(attemptTime),
          text(runningTime),
          text(retryTime),
          phase.ended() ? NOW.toString() : null,
          null,
          null,
          null,
          steps,
          outcome);
    }

    private static String text(Instant instant) {
      return instant == null ? null : instant.toString();
    }
  }
}
