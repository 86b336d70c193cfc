package dev.lakehouse.reporting;

import dev.lakehouse.plan.progress.IngestionStatus;
import dev.lakehouse.plan.progress.JobOutcome;
import dev.lakehouse.plan.progress.JobReporter;
import dev.lakehouse.plan.progress.StepStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells progress to the log: transitions only, so the log stays readable at any rate of calls. */
final class LogReporter implements JobReporter {
  private static final Logger LOG = LoggerFactory.getLogger(LogReporter.class);

  private final Map<String, StepStatus.State> states = new HashMap<>();
  private String ingestionReason;

  @Override
  public synchronized void steps(List<StepStatus> steps) {
    for (StepStatus step : steps) {
      if (states.put(step.name(), step.state()) != step.state()) {
        log(step);
      }
    }
  }

  private static void log(StepStatus step) {
    switch (step.state()) {
      case PENDING -> LOG.debug("{}: pending", step.name());
      case RUNNING -> LOG.info("{}: running", step.name());
      case SUCCEEDED ->
          LOG.info(
              "{}: succeeded, version {}, {} rows, {} ms",
              step.name(),
              step.version(),
              step.rows(),
              step.durationMillis());
      case FAILED -> LOG.error("{}: failed, {}: {}", step.name(), step.reason(), step.message());
      case SKIPPED -> LOG.info("{}: skipped, {}", step.name(), step.message());
    }
  }

  @Override
  public synchronized void outcome(JobOutcome outcome) {
    if (outcome.succeeded()) {
      LOG.info("Succeeded");
    } else {
      LOG.error("Failed, {}: {}", outcome.reason(), outcome.message());
    }
  }

  @Override
  public synchronized void ingestion(IngestionStatus status) {
    if (Objects.equals(ingestionReason, status.reason())) {
      return;
    }
    ingestionReason = status.reason();
    if (ingestionReason == null) {
      LOG.info("Ingestion goes on, version {}", status.version());
    } else {
      LOG.warn("Ingestion can't go on, {}: {}", status.reason(), status.message());
    }
  }

  @Override
  public void close() {}
}
