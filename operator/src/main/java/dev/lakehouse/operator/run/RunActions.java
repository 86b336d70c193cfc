package dev.lakehouse.operator.run;

import dev.lakehouse.api.ApiGroup;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.operator.naming.Labels;
import dev.lakehouse.operator.naming.Names;
import dev.lakehouse.operator.spark.ApplicationRequest;
import dev.lakehouse.operator.spark.SparkApplications;
import dev.lakehouse.operator.spark.SparkBackend;
import dev.lakehouse.operator.workload.JobSecrets;
import dev.lakehouse.operator.workload.PlanConfigMaps;
import dev.lakehouse.plan.JobArguments;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Does what was decided about a run. */
final class RunActions {
  private static final int KEPT_ATTEMPTS = 2;

  private final SparkApplications applications;

  RunActions(SparkApplications applications) {
    this.applications = applications;
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
      applications.delete(
          facts.run().getMetadata().getNamespace(), facts.run().getStatus().application());
    }
    return decision;
  }

  private RunDecision attempt(RunFacts facts, RunDecision.Attempt attempt) {
    ApplicationRequest request = request(facts, attempt.number());
    Lakehouse lakehouse = facts.lakehouse().orElseThrow();
    SparkBackend backend = SparkBackend.of(lakehouse.getSpec().workloads().sparkBackend());
    if (applications.create(backend, request) == SparkApplications.Creation.FOREIGN) {
      return new RunDecision.Hold(
          RunReasons.NAME_TAKEN,
          "SparkApplication '%s' exists and does not belong to this run; delete it, or this run."
              .formatted(request.name()),
          true);
    }
    int superfluous = attempt.number() - KEPT_ATTEMPTS;
    if (superfluous > 0) {
      applications.delete(
          request.namespace(), Names.application(facts.run().getMetadata().getName(), superfluous));
    }
    return attempt;
  }

  /** What an attempt asks of the Spark operator. Pure. */
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
        lakehouse.getSpec().workloads(),
        Names.planConfigMap(admission.plan()),
        JobSecrets.of(facts.plan().orElseThrow(), lakehouse, owner.saltSecrets()).variables(),
        JobArguments.of(
                JobArguments.PLAN_PATH,
                "LakehouseRun/" + namespace + "/" + name,
                FenceNumber.of(owner.resource(), admission.sequence()),
                attempt,
                Optional.ofNullable(run.getSpec().fullRefresh()).orElse(List.of()))
            .toArguments(),
        owner.startTimeout());
  }

  private static Map<String, String> labels(RunOwner owner, RunMarks.Admission admission) {
    Map<String, String> labels = new TreeMap<>(Labels.of(owner.resource(), "run"));
    labels.put(ApiGroup.SEQUENCE_LABEL, Long.toString(admission.sequence()));
    return labels;
  }
}
