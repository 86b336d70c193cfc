package dev.lakehouse.spark.dag;

import dev.lakehouse.plan.progress.JobReporter;
import dev.lakehouse.plan.progress.StepStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** How far each step is; tells the reporter whenever that changes. Safe for use by all threads. */
public final class ProgressBoard {
  private final JobReporter reporter;
  private final Map<String, StepStatus> statuses = new LinkedHashMap<>();

  /** A board of pending steps, in plan order. */
  public ProgressBoard(List<String> steps, JobReporter reporter) {
    this.reporter = reporter;
    steps.forEach(step -> statuses.put(step, StepStatus.pending(step)));
    reporter.steps(all());
  }

  /** Changes what is known of a step. */
  public synchronized void update(String step, UnaryOperator<StepStatus> change) {
    statuses.computeIfPresent(step, (name, status) -> change.apply(status));
    reporter.steps(all());
  }

  /** All steps in plan order. */
  public synchronized List<StepStatus> all() {
    return List.copyOf(statuses.values());
  }
}
