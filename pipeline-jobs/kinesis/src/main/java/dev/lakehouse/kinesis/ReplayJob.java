package dev.lakehouse.kinesis;

import dev.lakehouse.kinesis.decode.DeadLetterColumns;
import dev.lakehouse.kinesis.table.DeadLetterFiles;
import dev.lakehouse.kinesis.table.DeltaTable;
import dev.lakehouse.kinesis.table.ReplayTarget;
import dev.lakehouse.plan.progress.JobOutcome;
import dev.lakehouse.plan.progress.JobReporter;
import dev.lakehouse.plan.progress.StepStatus;
import io.delta.kernel.engine.Engine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a stream's dead letters once more, and tells its run what became of them. */
final class ReplayJob {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayJob.class);

  private final ConsumerPlan plan;
  private final JobReporter reporter;
  private final Integer attempt;
  private final Clock clock;

  ReplayJob(ConsumerPlan plan, JobReporter reporter, Integer attempt, Clock clock) {
    this.plan = plan;
    this.reporter = reporter;
    this.attempt = attempt;
    this.clock = clock;
  }

  /**
   * Runs to the end.
   *
   * @param bronze the table that takes the rows
   * @param dead the dead letters
   * @return the process's exit code
   */
  int run(Engine engine, DeltaTable bronze, DeltaTable dead) {
    Instant begin = clock.instant();
    StepStatus running = StepStatus.running(plan.step().id(), begin.toString());
    reporter.steps(List.of(running));
    try {
      // Makes what is missing: a table, a column.
      bronze.load();
      dead.load();
      DeadLetterReplay.Outcome outcome = replay(engine).run();
      LOG.info("{} dead letters moved, {} left", outcome.moved(), outcome.left());
      reporter.steps(List.of(succeeded(begin, outcome)));
      reporter.outcome(JobOutcome.success(attempt));
      return 0;
    } catch (RuntimeException e) {
      Trouble trouble = Trouble.of(e);
      LOG.error("{}: {}", trouble.reason().label(), trouble.message(), e);
      reporter.steps(
          List.of(running.failed(trouble.reason(), trouble.message(), millisSince(begin))));
      reporter.outcome(JobOutcome.failure(attempt, trouble.reason(), trouble.message()));
      return trouble.reason().exitCode();
    }
  }

  private DeadLetterReplay replay(Engine engine) {
    String root = plan.lake().root();
    String bronzePath = plan.step().output().path(root);
    String deadPath = plan.step().output().sibling("dead").path(root);
    return new DeadLetterReplay(
        () -> new DeadLetterFiles(engine, deadPath, DeadLetterColumns.SCHEMA),
        plan::rows,
        rows -> new ReplayTarget(engine, bronzePath, rows.layout()),
        clock);
  }

  private StepStatus succeeded(Instant begin, DeadLetterReplay.Outcome outcome) {
    return new StepStatus(
        plan.step().id(),
        StepStatus.State.SUCCEEDED,
        outcome.moved(),
        null,
        outcome.version(),
        null,
        begin.toString(),
        millisSince(begin),
        null,
        null,
        null,
        "%d dead letters are rows of the table now, %d are still unreadable and stay in %s"
            .formatted(outcome.moved(), outcome.left(), plan.step().output().sibling("dead")));
  }

  private long millisSince(Instant begin) {
    return Duration.between(begin, clock.instant()).toMillis();
  }
}
