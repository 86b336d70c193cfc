package dev.lakehouse.operator.run;

import dev.lakehouse.api.ApiGroup;
import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.api.LakehouseSpec.Workloads;
import dev.lakehouse.operator.naming.Labels;
import dev.lakehouse.operator.naming.Names;
import dev.lakehouse.operator.spark.ApplicationRequest;
import dev.lakehouse.operator.spark.SparkApplications;
import dev.lakehouse.operator.workload.JobSecrets;
import dev.lakehouse.operator.workload.PlanConfigMaps;
import dev.lakehouse.operator.workload.SourceSize;
import java.util.Map;
import java.util.TreeMap;

/** Does what was decided about a run. */
final class RunActions {
  private static final int KEPT_ATTEMPTS = 2;

  private final Attempts attempts;

  RunActions(Attempts attempts) {
    this.attempts = attempts;
  }

  /** Does it; the decision that was done, which differs where the cluster had another view. */
  RunDecision perform(RunFacts facts, RunDecision decision) {
    if (decision instanceof RunDecision.Attempt attempt) {
      return attempt(facts, attempt);
    }
    boolean stop =
        decision instanceof RunDecision.Retry retry && retry.stop()
            || decision instanceof RunDecision.Fail fail && fail.stop();
    if (stop) {
      attempts.delete(facts.run(), facts.run().getStatus().application());
    }
    return decision;
  }

  private RunDecision attempt(RunFacts facts, RunDecision.Attempt attempt) {
    ApplicationRequest request = request(facts, attempt.number());
    RunOwner owner = facts.owner().orElseThrow();
    SparkApplications.Creation creation =
        attempts.create(owner, facts.lakehouse().orElseThrow(), request);
    if (creation == SparkApplications.Creation.FOREIGN) {
      return new RunDecision.Hold(
          RunReasons.NAME_TAKEN,
          "%s '%s' exists and does not belong to this run; delete it, or this run."
              .formatted(owner.execution().kind(), request.name()),
          true);
    }
    int superfluous = attempt.number() - KEPT_ATTEMPTS;
    if (superfluous > 0) {
      attempts.delete(
          facts.run(), Names.application(facts.run().getMetadata().getName(), superfluous));
    }
    return attempt;
  }

  /** What an attempt asks of what executes it. Pure. */
  static ApplicationRequest request(RunFacts facts, int attempt) {
    LakehouseRun run = facts.run();
    RunOwner owner = facts.owner().orElseThrow();
    Lakehouse lakehouse = facts.lakehouse().orElseThrow();
    RunMarks.Admission admission = RunMarks.admission(run).orElseThrow();
    String namespace = run.getMetadata().getNamespace();
    String name = run.getMetadata().getName();
    return new ApplicationRequest(
        namespace,
        Names.application(name, attempt),
        labels(owner, admission),
        PlanConfigMaps.ownerReference(run),
        workloads(owner, lakehouse),
        Names.planConfigMap(admission.plan()),
        JobSecrets.of(facts.plan().orElseThrow(), lakehouse, owner.saltSecrets()).variables(),
        RunArguments.of(run, owner, admission, attempt).toArguments(),
        owner.startTimeout());
  }

  private static Workloads workloads(RunOwner owner, Lakehouse lakehouse) {
    Workloads workloads = lakehouse.getSpec().workloads();
    return owner.resource() instanceof DataSource source
        ? SourceSize.of(source, workloads)
        : workloads;
  }

  private static Map<String, String> labels(RunOwner owner, RunMarks.Admission admission) {
    Map<String, String> labels = new TreeMap<>(Labels.of(owner.resource(), Labels.RUN));
    labels.put(ApiGroup.SEQUENCE_LABEL, Long.toString(admission.sequence()));
    return labels;
  }
}
