package dev.lakehouse.spark.continuous;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.JobReporter;
import dev.lakehouse.plan.progress.SilentReporter;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.Engine;
import dev.lakehouse.spark.Failure;
import dev.lakehouse.spark.FailureClassifier;
import dev.lakehouse.spark.RunContext;
import dev.lakehouse.spark.StepRunner;
import dev.lakehouse.spark.StepSessions;
import dev.lakehouse.spark.delta.LogEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run that goes on: whenever inputs move, a micro-batch runs the steps that read them and what
 * follows from these, by the very engine and steps of other runs. It keeps no state of its own: how
 * far a table is stands in the table's commits, which is where the driver after this one, whether
 * it was asked to stop or killed, finds it.
 */
public final class ContinuousJob {
  private static final Logger LOG = LoggerFactory.getLogger(ContinuousJob.class);

  /** Then a new driver may do better; whoever started this one decides when. */
  private static final int FAILURES_AT_MOST = 6;

  private static final Duration LONGEST_SLEEP = Duration.ofMillis(500);

  private final SparkSession spark;
  private final RunContext run;
  private final StepRunner<Step> runners;
  private final JobReporter reporter;
  private final Duration interval;
  private final BooleanSupplier stop;
  private final StepSessions sessions;
  private final Agenda agenda;
  private final InputLogs inputs;
  private final LatestSteps latest;
  private final BatchLedger ledger;
  private final BatchNumbers numbers;
  private boolean first = true;
  private int looksFailed;

  /**
   * A run whose inputs are looked at every {@code interval}, until {@code stop}.
   *
   * @param runName the LakehouseRun; null: a job without one
   * @param attempt null: a job without a run
   */
  public ContinuousJob(
      SparkSession spark,
      RunContext run,
      StepRunner<Step> runners,
      JobReporter reporter,
      Duration interval,
      BooleanSupplier stop,
      String runName,
      Integer attempt) {
    this.spark = spark;
    this.run = run;
    this.runners = runners;
    this.reporter = reporter;
    this.interval = interval;
    this.stop = stop;
    this.sessions = StepSessions.reused(spark);
    this.agenda = new Agenda(run.plan());
    this.inputs = new InputLogs(spark, run::root, agenda.inputs());
    this.latest = new LatestSteps(run.plan().steps().stream().map(Step::id).toList(), reporter);
    this.ledger = new BatchLedger(spark, run, runName, attempt);
    this.numbers = BatchNumbers.of(spark, run);
  }

  /** Goes on until asked to stop; returns why it could not, if so. */
  public Optional<Failure> execute() {
    try {
      return untilStopped();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(classified(e));
    } finally {
      ledger.flush();
    }
  }

  private Optional<Failure> untilStopped() throws InterruptedException {
    while (!stop.getAsBoolean()) {
      if (spark.sparkContext().isStopped()) {
        return Optional.of(
            new Failure(
                FailureReason.INTERRUPTED,
                "Spark was stopped under the job: its pod is about to end."));
      }
      if (!numbers.available()) {
        LOG.info("the run's numbers are used up after {} micro-batches", numbers.next() - 1);
        return Optional.empty();
      }
      Instant begin = run.clock().instant();
      Optional<Failure> failure = once(begin);
      if (failure.isPresent()) {
        return failure;
      }
      ledger.flushWhenDue(run.clock().instant());
      pauseUntil(begin.plus(looksFailed == 0 ? interval : Agenda.pause(looksFailed)));
    }
    return Optional.empty();
  }

  /** One look at the inputs, and the micro-batch where one is due. */
  private Optional<Failure> once(Instant now) {
    Map<TableName, LogEnd> ends;
    try {
      ends = inputs.look();
      looksFailed = 0;
    } catch (RuntimeException e) {
      LOG.warn("the inputs can't be looked at", e);
      return ++looksFailed >= FAILURES_AT_MOST ? Optional.of(classified(e)) : Optional.empty();
    }
    Set<String> due = agenda.due(ends, now);
    return due.isEmpty() ? Optional.empty() : batch(due, ends);
  }

  private Optional<Failure> batch(Set<String> due, Map<TableName, LogEnd> ends) {
    RunContext batch = run.numbered(numbers.fence());
    // What is done after the first micro-batch is told when it is done.
    JobReporter progress = first ? reporter : new SilentReporter();
    Engine engine =
        new Engine(spark, batch, runners, progress, step -> due.contains(step.id()), sessions);
    Optional<Failure> failure = engine.execute();
    List<StepStatus> statuses = engine.statuses();
    Instant now = run.clock().instant();
    if (!numbers.resumed()) {
      statuses.forEach(status -> agenda.ended(status, ends, now));
    }
    latest.add(numbers.next(), statuses, inputs.oldest());
    ledger.add(numbers.fence(), statuses, now);
    numbers.used();
    first = false;
    failure.ifPresent(why -> LOG.warn("{} ({})", why.message(), why.reason()));
    return failure.filter(why -> isFatal(statuses) || agenda.failuresInARow() >= FAILURES_AT_MOST);
  }

  /** A newer run has taken over. */
  private static boolean isFatal(List<StepStatus> statuses) {
    return statuses.stream()
        .anyMatch(status -> FailureReason.FENCED.label().equals(status.reason()));
  }

  private Failure classified(Exception e) {
    Failure failure = FailureClassifier.classify(e, FailureClassifier.Side.SOURCE);
    return new Failure(failure.reason(), run.settings().redact(failure.message()));
  }

  private void pauseUntil(Instant time) throws InterruptedException {
    while (!stop.getAsBoolean()) {
      Duration left = Duration.between(run.clock().instant(), time);
      if (left.isNegative() || left.isZero()) {
        return;
      }
      Thread.sleep(Math.max(1, Math.min(left.toMillis(), LONGEST_SLEEP.toMillis())));
    }
  }

  /** The last micro-batch of each step. */
  public List<StepStatus> statuses() {
    return latest.all();
  }
}
