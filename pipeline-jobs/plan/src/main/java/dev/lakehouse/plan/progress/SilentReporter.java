package dev.lakehouse.plan.progress;

import java.util.List;

/** Tells nobody: of a job that nobody watches, or whose caller tells what is to be told. */
public final class SilentReporter implements JobReporter {
  @Override
  public void steps(List<StepStatus> steps) {}

  @Override
  public void outcome(JobOutcome outcome) {}

  @Override
  public void ingestion(IngestionStatus status) {}

  @Override
  public void close() {}
}
