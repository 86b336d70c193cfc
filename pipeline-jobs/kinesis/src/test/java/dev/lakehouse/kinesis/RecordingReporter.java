package dev.lakehouse.kinesis;

import dev.lakehouse.plan.progress.IngestionStatus;
import dev.lakehouse.plan.progress.JobOutcome;
import dev.lakehouse.plan.progress.JobReporter;
import dev.lakehouse.plan.progress.StepStatus;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what was told. */
final class RecordingReporter implements JobReporter {
  final List<IngestionStatus> told = new CopyOnWriteArrayList<>();

  IngestionStatus last() {
    return told.get(told.size() - 1);
  }

  @Override
  public void steps(List<StepStatus> steps) {}

  @Override
  public void outcome(JobOutcome outcome) {}

  @Override
  public void ingestion(IngestionStatus status) {
    told.add(status);
  }

  @Override
  public void close() {}
}
