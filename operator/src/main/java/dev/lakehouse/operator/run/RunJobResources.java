package dev.lakehouse.operator.run;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.operator.spark.ApplicationRequest;
import dev.lakehouse.operator.spark.ApplicationState;
import dev.lakehouse.operator.workload.ConsumerPod;
import dev.lakehouse.operator.workload.IngestPod;
import dev.lakehouse.operator.workload.JobEnd;
import dev.lakehouse.operator.workload.PodRequest;
import dev.lakehouse.plan.FailureReason;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.util.Optional;

/** The Jobs that execute runs of DataSources, and what their state means. Pure. */
final class RunJobResources {
  private static final String DEFAULT_CONSUMER_MEMORY = "512Mi";

  private RunJobResources() {}

  /** The Job of an attempt: one pod, once; another attempt is decided by the class of failure. */
  static Job job(RunOwner owner, ApplicationRequest asked) {
    return new JobBuilder()
        .withNewMetadata()
        .withNamespace(asked.namespace())
        .withName(asked.name())
        .withLabels(asked.labels())
        .withOwnerReferences(asked.owner())
        .endMetadata()
        .withNewSpec()
        .withBackoffLimit(0)
        .withTemplate(pod(owner, asked))
        .endSpec()
        .build();
  }

  private static PodTemplateSpec pod(RunOwner owner, ApplicationRequest asked) {
    PodRequest request =
        new PodRequest(
            asked.workloads(),
            asked.planConfigMap(),
            asked.secrets(),
            asked.labels(),
            asked.arguments());
    return owner.execution() == RunOwner.Execution.CONSUMER_JOB
        ? ConsumerPod.once(request, consumerMemory((DataSource) owner.resource()))
        : IngestPod.of(request);
  }

  private static Quantity consumerMemory(DataSource stream) {
    return new Quantity(
        Optional.ofNullable(stream.getSpec().kinesis().memory()).orElse(DEFAULT_CONSUMER_MEMORY));
  }

  /** How far a Job is, in the words of runs. */
  static ApplicationState state(Job job) {
    Optional<JobCondition> end = JobEnd.of(job);
    if (end.isPresent()) {
      return JobEnd.isFailure(end.get())
          ? new ApplicationState.Failed(
              FailureReason.INTERRUPTED, "the pod failed (" + end.get().getMessage() + ")")
          : new ApplicationState.Succeeded();
    }
    Integer ready = job.getStatus() == null ? null : job.getStatus().getReady();
    return ready != null && ready > 0
        ? new ApplicationState.Running()
        : new ApplicationState.Pending("waiting for its pod");
  }
}
