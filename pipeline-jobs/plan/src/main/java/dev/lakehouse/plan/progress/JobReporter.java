package dev.lakehouse.plan.progress;

import java.util.List;

/**
 * Where a job tells how far it is. Calls never throw and never wait for long: a job must not fail,
 * or slow down, because its progress could not be told; only the last word counts.
 */
public interface JobReporter extends AutoCloseable {
  /** All steps of a run, in plan order, each time anything about one of them changed. */
  void steps(List<StepStatus> steps);

  /** How the job ended; told once, after which only {@link #close()} follows. */
  void outcome(JobOutcome outcome);

  /** What an ingestion job has done so far. */
  void ingestion(IngestionStatus status);

  /** Delivers what was not delivered yet. */
  @Override
  void close();
}
