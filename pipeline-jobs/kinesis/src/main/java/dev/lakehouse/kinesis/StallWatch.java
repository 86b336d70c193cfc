package dev.lakehouse.kinesis;

import dev.lakehouse.kinesis.core.Stall;
import dev.lakehouse.kinesis.replicas.ReplicaState;
import dev.lakehouse.kinesis.replicas.Replicas;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.progress.IngestionStatus;
import dev.lakehouse.plan.progress.JobReporter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices, on a thread of its own, that nothing moves any more: tells so and ends the process, so
 * that it is started anew. Once: when the process before this one ended for the same reason and
 * nothing was committed since, it is only told.
 */
final class StallWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StallWatch.class);

  private final Stall stall;
  private final Metrics metrics;
  private final Replicas replicas;
  private final JobReporter reporter;
  private final Supplier<IngestionStatus> lastReport;
  private final Runnable end;
  private final Clock clock;
  private final Duration interval;
  private final Thread thread = new Thread(this::run, "stall-watch");
  private boolean told;

  /**
   * Begins to watch.
   *
   * @param lastReport what was reported last; null: nothing yet
   * @param end ends the process
   */
  StallWatch(
      Stall stall,
      Metrics metrics,
      Replicas replicas,
      JobReporter reporter,
      Supplier<IngestionStatus> lastReport,
      Runnable end,
      Clock clock,
      Duration interval) {
    this.stall = stall;
    this.metrics = metrics;
    this.replicas = replicas;
    this.reporter = reporter;
    this.lastReport = lastReport;
    this.end = end;
    this.clock = clock;
    this.interval = interval;
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(interval.toMillis());
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    Instant since = stall.since(clock.instant());
    metrics.stalled(since != null);
    if (since == null) {
      told = false;
    } else if (!told) {
      told = true;
      tell(since);
      if (mayEnd()) {
        LOG.error("Ending, to be started anew");
        replicas.lastWords(replicas.own().restarting(Progress.text(clock.instant())));
        end.run();
      } else {
        LOG.error("Going on: a restart did not help");
      }
    }
  }

  private boolean mayEnd() {
    return stall.hasCommitted()
        || (replicas.remembers() && replicas.before().map(ReplicaState::restarted).isEmpty());
  }

  private void tell(Instant since) {
    String message = message(since);
    LOG.error("{}: {}", FailureReason.STALLED.label(), message);
    if (replicas.view().isLeader()) {
      reporter.ingestion(stalled(lastReport.get(), since, message));
    }
  }

  static String message(Instant since) {
    return "Nothing was committed since %s although the stream has records. The consumer restarts itself once; if that does not help, its log says where it hangs."
        .formatted(Progress.text(since));
  }

  private static IngestionStatus stalled(IngestionStatus last, Instant since, String message) {
    return last == null
        ? new IngestionStatus(
            null, null, null, null, null, null, null, null, FailureReason.STALLED.label(), message)
        : new IngestionStatus(
            last.version(),
            last.rows(),
            last.deadLetters(),
            last.lastCommitTime(),
            last.lastSuccessTime(),
            last.shards(),
            last.shardCount(),
            last.millisBehindLatest(),
            FailureReason.STALLED.label(),
            message,
            last.stream() == null ? null : last.stream().stalled(Progress.text(since)));
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
