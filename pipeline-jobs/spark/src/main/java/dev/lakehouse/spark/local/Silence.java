package dev.lakehouse.spark.local;

import dev.lakehouse.plan.progress.IngestionStatus;
import dev.lakehouse.plan.progress.JobOutcome;
import dev.lakehouse.plan.progress.JobReporter;
import dev.lakehouse.plan.progress.StepStatus;
import java.util.List;

/** Tells nobody: how a local run came out is printed when it ended. */
final class Silence implements JobReporter {
  @Override
  public void steps(List<StepStatus> steps) {}

  @Override
  public void outcome(JobOutcome outcome) {}

  @Override
  public void ingestion(IngestionStatus status) {}

  @Override
  public void close() {}
}
