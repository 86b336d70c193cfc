package dev.lakehouse.operator.workload;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.util.Optional;

/** How a Kubernetes Job ended; pure. */
public final class JobEnd {
  private JobEnd() {}

  /** Its condition Complete or Failed; empty: it may still start a pod. */
  public static Optional<JobCondition> of(Job job) {
    return job.getStatus() == null
        ? Optional.empty()
        : job.getStatus().getConditions().stream()
            .filter(condition -> condition.getStatus().equals("True"))
            .filter(
                condition ->
                    condition.getType().equals("Complete") || condition.getType().equals("Failed"))
            .findFirst();
  }

  /** Whether that end is a failure. */
  public static boolean isFailure(JobCondition end) {
    return end.getType().equals("Failed");
  }
}
