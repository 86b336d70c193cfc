package dev.lakehouse.reporting;

import dev.lakehouse.plan.progress.IngestionStatus;
import dev.lakehouse.plan.progress.JobOutcome;
import dev.lakehouse.plan.progress.JobReporter;
import dev.lakehouse.plan.progress.StepStatus;
import java.util.List;

/**
 * Tells a run how it goes, and the DataSource it ingests for what came into its table. The run's
 * outcome is told last: who sees that the run has ended finds the source's status as it left it.
 */
final class SplitReporter implements JobReporter {
  private final JobReporter run;
  private final JobReporter source;
  private JobOutcome outcome;

  SplitReporter(JobReporter run, JobReporter source) {
    this.run = run;
    this.source = source;
  }

  @Override
  public void steps(List<StepStatus> steps) {
    run.steps(steps);
  }

  @Override
  public synchronized void outcome(JobOutcome how) {
    outcome = how;
  }

  @Override
  public void ingestion(IngestionStatus status) {
    source.ingestion(status);
  }

  @Override
  public synchronized void close() {
    source.close();
    if (outcome != null) {
      run.outcome(outcome);
    }
    run.close();
  }
}
