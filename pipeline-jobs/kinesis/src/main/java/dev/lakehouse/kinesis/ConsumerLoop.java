package dev.lakehouse.kinesis;

import dev.lakehouse.kinesis.core.BackOff;
import dev.lakehouse.kinesis.core.StaleStateException;
import dev.lakehouse.kinesis.replicas.ReplicaState;
import dev.lakehouse.kinesis.replicas.ReplicaView;
import dev.lakehouse.kinesis.replicas.Replicas;
import dev.lakehouse.kinesis.source.SourceException;
import dev.lakehouse.kinesis.source.ThrottledException;
import dev.lakehouse.plan.progress.IngestionStatus;
import dev.lakehouse.plan.progress.JobReporter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one session after another until it is told to stop. A condition that somebody else has to
 * change (no stream, no access) is reported and waited out: a pod that exits would only come back
 * and hide the reason behind a crash loop.
 */
final class ConsumerLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ConsumerLoop.class);

  private static final BackOff PAUSES = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(30));
  private static final Duration USER_PAUSE = Duration.ofSeconds(30);

  /** Tells what the other replicas do, and that the source is read while it has nothing new. */
  private static final Duration REPORT_INTERVAL = Duration.ofSeconds(15);

  private final Supplier<Session> sessions;
  private final Progress progress;
  private final Sharing sharing;
  private final Replicas replicas;
  private final JobReporter reporter;
  private final Heartbeat heartbeat;
  private final Clock clock;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile IngestionStatus lastReport;
  private Instant reportAt = Instant.MIN;
  private int failures;

  ConsumerLoop(
      Supplier<Session> sessions,
      Progress progress,
      Sharing sharing,
      Replicas replicas,
      JobReporter reporter,
      Heartbeat heartbeat,
      Clock clock) {
    this.sessions = sessions;
    this.progress = progress;
    this.sharing = sharing;
    this.replicas = replicas;
    this.reporter = reporter;
    this.heartbeat = heartbeat;
    this.clock = clock;
  }

  /** What was reported last; null: nothing yet. */
  IngestionStatus lastReport() {
    return lastReport;
  }

  /** Lets the loop commit what it holds and end. */
  void stop() {
    stopped.countDown();
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  @Override
  public void run() {
    try {
      while (!isStopped()) {
        runSession();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    report();
    replicas.leave();
  }

  private void runSession() throws InterruptedException {
    heartbeat.beat();
    try (Session session = sessions.get()) {
      while (!isStopped()) {
        heartbeat.beat();
        turn(session);
      }
      session.commit();
      LOG.info("Stopped; all that was read is committed");
    } catch (StaleStateException e) {
      LOG.info("Reading again from the last commit: {}", e.getMessage());
    } catch (RuntimeException e) {
      pause(e);
    }
  }

  private void turn(Session session) throws InterruptedException {
    try {
      Trouble before = progress.trouble();
      boolean committed = session.turn();
      if (!progress.isHeldUp()) {
        failures = 0;
      }
      if (committed
          || !Objects.equals(before, progress.trouble())
          || !clock.instant().isBefore(reportAt)) {
        report();
      }
    } catch (SourceException | ThrottledException e) {
      pause(e);
    }
  }

  private void pause(RuntimeException error) throws InterruptedException {
    failures++;
    Trouble trouble = Trouble.of(error);
    LOG.warn("{}: {}", trouble.reason().label(), trouble.message());
    LOG.debug("In full", error);
    progress.troubled(trouble);
    report();
    Duration pause =
        trouble.isForUsers()
            ? USER_PAUSE
            : PAUSES.pause(failures, ThreadLocalRandom.current().nextDouble());
    heartbeat.beat();
    stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void report() {
    reportAt = clock.instant().plus(REPORT_INTERVAL);
    sharing.tellNow();
    ReplicaView view = replicas.view();
    if (view.isLeader()) {
      SortedMap<String, ReplicaState> all = new TreeMap<>(view.alive());
      all.put(view.self(), sharing.state());
      lastReport = StatusReport.of(progress, all);
      reporter.ingestion(lastReport);
    }
  }
}
