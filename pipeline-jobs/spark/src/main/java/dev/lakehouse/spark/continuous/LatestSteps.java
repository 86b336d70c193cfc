package dev.lakehouse.spark.continuous;

import dev.lakehouse.plan.progress.JobReporter;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.plan.progress.StepStatus.State;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The last micro-batch of each step that did something: as many entries as the plan has steps. */
final class LatestSteps {
  /** Number of the micro-batch in its run, in {@code status.steps[].metrics}. */
  static final String BATCH = "batch";

  /** From the oldest commit that the micro-batch reads to the step's end. */
  static final String LAG = "lagSeconds";

  private final JobReporter reporter;
  private final Map<String, StepStatus> latest = new LinkedHashMap<>();

  LatestSteps(List<String> steps, JobReporter reporter) {
    this.reporter = reporter;
    steps.forEach(step -> latest.put(step, StepStatus.pending(step)));
  }

  /**
   * Takes over what a micro-batch did, and tells it.
   *
   * @param number of the micro-batch, from 1
   * @param oldest when the oldest commit it read was made, in milliseconds; empty: not known
   */
  void add(long number, List<StepStatus> batch, OptionalLong oldest) {
    for (StepStatus status : batch) {
      latest.put(status.name(), merged(latest.get(status.name()), status, number, oldest));
    }
    reporter.steps(all());
  }

  /** All steps in plan order. */
  List<StepStatus> all() {
    return List.copyOf(latest.values());
  }

  private static StepStatus merged(
      StepStatus was, StepStatus status, long number, OptionalLong oldest) {
    boolean idle = status.state() == State.SKIPPED && status.startTime() != null;
    if (idle && was.state() == State.SUCCEEDED) {
      return with(was, status.inputs(), was.metrics());
    }
    if (status.startTime() == null) {
      return status; // not begun: what it needs failed
    }
    Map<String, Double> metrics = new TreeMap<>();
    if (status.metrics() != null) {
      metrics.putAll(status.metrics());
    }
    metrics.put(BATCH, (double) number);
    if (oldest.isPresent() && status.durationMillis() != null) {
      long end = Instant.parse(status.startTime()).toEpochMilli() + status.durationMillis();
      metrics.put(LAG, Math.max(0, end - oldest.getAsLong()) / 1000.0);
    }
    return with(status, status.inputs(), metrics);
  }

  private static StepStatus with(
      StepStatus status, Map<String, Long> inputs, Map<String, Double> metrics) {
    return new StepStatus(
        status.name(),
        status.state(),
        status.rows(),
        status.tableRows(),
        status.version(),
        inputs,
        status.startTime(),
        status.durationMillis(),
        status.expectations(),
        metrics,
        status.reason(),
        status.message());
  }
}
