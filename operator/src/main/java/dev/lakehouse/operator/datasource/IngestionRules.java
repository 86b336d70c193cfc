package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.operator.status.Reasons;
import dev.lakehouse.operator.status.Verdict;
import dev.lakehouse.operator.workload.JobEnd;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.progress.IngestionStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What can be said of the source and of the pods that read it; pure. */
final class IngestionRules {
  /** The reasons of a job that speak of the source; the others speak of the job. */
  private static final Set<FailureReason> OF_SOURCE =
      Set.of(
          FailureReason.ACCESS_DENIED,
          FailureReason.SOURCE_NOT_FOUND,
          FailureReason.SOURCE_UNREACHABLE);

  private IngestionRules() {}

  /** SourceReady, by what the job reports. */
  static Verdict source(IngestionStatus reported) {
    if (reported == null) {
      return Verdict.unknown(
          Reasons.AWAITING_FIRST_REPORT, "No ingestion job has reported about the source yet.");
    }
    if (reported.reason() == null) {
      return Verdict.met(Reasons.SOURCE_READ, "The source exists and lets us read.");
    }
    return OF_SOURCE.contains(FailureReason.of(reported.reason()))
        ? Verdict.unmet(reported.reason(), message(reported))
        : Verdict.unknown(Reasons.SOURCE_NOT_REACHED, "The job failed before it read the source.");
  }

  /** Ingesting, by what the job reports and by its pods. */
  static Verdict ingesting(
      DataSource source, IngestionStatus reported, DataSourceObserved observed, SourceRuns runs) {
    if (reported != null
        && reported.reason() != null
        && !OF_SOURCE.contains(FailureReason.of(reported.reason()))) {
      return Verdict.unmet(reported.reason(), message(reported));
    }
    if (reported != null && reported.stream() != null && reported.stream().stalledSince() != null) {
      return Verdict.unmet(
          FailureReason.STALLED.label(),
          "The stream has records, but none was committed since %s; look at the consumer's log."
              .formatted(reported.stream().stalledSince()));
    }
    return source.getSpec().kinesis() != null
        ? consuming(observed.children().consumer(), observed.scaling())
        : runs.ingesting().orElseGet(() -> scheduled(observed.children()));
  }

  private static Verdict consuming(Optional<Deployment> consumer, Optional<ScaleMemory> scaling) {
    Optional<ScaleMemory> asleep = scaling.filter(memory -> memory.replicas() == 0);
    if (asleep.isPresent()) {
      return Verdict.met(
          Reasons.IDLE,
          "%s No pod runs until one looks again at %s (spec.kinesis.replicas.idle)."
              .formatted(asleep.get().message(), asleep.get().toStatus().nextLookTime()));
    }
    Verdict starting = Verdict.unknown(Reasons.STARTING, "The consumer's pod is being started.");
    if (consumer.isEmpty() || !hasCaughtUp(consumer.get())) {
      return starting;
    }
    Deployment deployment = consumer.get();
    Optional<String> trouble = trouble(deployment);
    if (trouble.isPresent()) {
      return Verdict.unmet(
          Reasons.CONSUMER_UNAVAILABLE,
          trouble.get()
              + "; look at kubectl describe deployment,pod and kubectl logs of "
              + deployment.getMetadata().getName());
    }
    Integer available = deployment.getStatus().getAvailableReplicas();
    return available != null && available > 0
        ? Verdict.met(Reasons.CONSUMING, running(available, deployment.getSpec().getReplicas()))
        : starting;
  }

  private static String running(int available, Integer wanted) {
    return wanted == null || wanted == 1
        ? "The consumer is running."
        : "%d of %d consumers are running.".formatted(Math.min(available, wanted), wanted);
  }

  /** Whether the status speaks of the spec as it is now. */
  private static boolean hasCaughtUp(Deployment deployment) {
    Long observed =
        deployment.getStatus() == null ? null : deployment.getStatus().getObservedGeneration();
    return observed != null && observed >= deployment.getMetadata().getGeneration();
  }

  private static Optional<String> trouble(Deployment deployment) {
    List<DeploymentCondition> conditions = deployment.getStatus().getConditions();
    return conditions.stream()
        .filter(
            condition ->
                (condition.getType().equals("ReplicaFailure")
                        && condition.getStatus().equals("True"))
                    || (condition.getType().equals("Progressing")
                        && condition.getStatus().equals("False")))
        .max(Comparator.comparing(DeploymentCondition::getType))
        .map(DeploymentCondition::getMessage);
  }

  private static Verdict scheduled(DataSourceObserved.Children children) {
    if (children.schedule().isEmpty()) {
      return Verdict.unknown(Reasons.STARTING, "The schedule is being set up.");
    }
    return lastEnded(children.jobs())
        .flatMap(IngestionRules::failure)
        .orElse(
            Verdict.met(Reasons.SCHEDULED, "The schedule is in place; the last read was well."));
  }

  private static Optional<Job> lastEnded(Collection<Job> jobs) {
    return jobs.stream()
        .filter(job -> JobEnd.of(job).isPresent())
        .max(Comparator.comparing(job -> job.getMetadata().getCreationTimestamp()));
  }

  private static Optional<Verdict> failure(Job job) {
    return JobEnd.of(job)
        .filter(JobEnd::isFailure)
        .map(
            end ->
                Verdict.unmet(
                    Reasons.INGESTION_FAILED,
                    "The last read failed (%s); look at kubectl logs job/%s"
                        .formatted(end.getMessage(), job.getMetadata().getName())));
  }

  private static String message(IngestionStatus reported) {
    return reported.message() == null ? "The job gave no message." : reported.message();
  }
}
