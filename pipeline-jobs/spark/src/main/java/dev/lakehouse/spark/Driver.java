package dev.lakehouse.spark;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.JobArguments;
import dev.lakehouse.plan.PlanCodec;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.UnreadablePlanException;
import dev.lakehouse.plan.progress.JobOutcome;
import dev.lakehouse.plan.progress.JobReporter;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.reporting.Reporters;
import dev.lakehouse.reporting.StopWatch;
import dev.lakehouse.spark.FailureClassifier.Side;
import dev.lakehouse.spark.continuous.ContinuousJob;
import dev.lakehouse.spark.continuous.StopSignal;
import dev.lakehouse.spark.forecast.Forecasts;
import dev.lakehouse.spark.ledger.RunHistory;
import dev.lakehouse.spark.ledger.RunLedger;
import dev.lakehouse.spark.quality.QualityLedger;
import dev.lakehouse.spark.quality.QuarantineRelease;
import dev.lakehouse.spark.rollback.Rollback;
import dev.lakehouse.spark.upkeep.Maintenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Executes a plan on Spark: the main class of driver pods and of batch ingestion. */
@Command(
    name = "lakehouse-driver",
    description = "Executes a plan: 0 all done, 2 bad plan, 3 expectation failed, 1 anything else.")
public final class Driver implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(Driver.class);

  @Mixin private JobArguments arguments;

  private Driver() {}

  /** Runs the job and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Driver()).execute(args));
  }

  @Override
  public Integer call() {
    try (JobReporter reporter = Reporters.open(arguments)) {
      Optional<Failure> failure = run(reporter);
      failure.ifPresentOrElse(
          why -> LOG.error("failed: {} ({})", why.message(), why.reason()),
          () -> LOG.info("all steps done"));
      reporter.outcome(
          failure
              .map(why -> JobOutcome.failure(arguments.attempt(), why.reason(), why.message()))
              .orElseGet(() -> JobOutcome.success(arguments.attempt())));
      return failure.map(why -> why.reason().exitCode()).orElse(0);
    }
  }

  private Optional<Failure> run(JobReporter reporter) {
    RunContext run;
    try {
      run = context();
    } catch (UnreadablePlanException e) {
      return Optional.of(new Failure(e.reason(), e.getMessage()));
    } catch (IOException | IllegalArgumentException e) {
      LOG.error("the plan {} can't be used", arguments.plan(), e);
      String message =
          "The plan %s can't be used (%s). Check that the ConfigMap is mounted there and the arguments name tables."
              .formatted(arguments.plan(), e.getMessage());
      return Optional.of(new Failure(FailureReason.PLAN_INVALID, message));
    }
    return execute(run, reporter);
  }

  private RunContext context() throws IOException {
    RunPlan compiled = PlanCodec.fromJson(Files.readString(Path.of(arguments.plan())));
    Map<TableName, Long> versions =
        arguments.rollback().entrySet().stream()
            .collect(Collectors.toMap(each -> TableName.of(each.getKey()), Map.Entry::getValue));
    RunPlan plan =
        arguments
            .upkeep()
            .map(upkeep -> Maintenance.of(compiled, upkeep))
            .orElseGet(() -> versions.isEmpty() ? compiled : Rollback.of(compiled, versions));
    return new RunContext(
        plan,
        arguments.sequence(),
        tables(arguments.fullRefresh()),
        new QuarantineRelease(
            tables(arguments.releaseQuarantine()), Set.copyOf(arguments.releaseRules())),
        arguments.backfill(),
        new JobSettings(System::getenv),
        Clock.systemUTC(),
        CrashPoints.NONE);
  }

  private static Set<TableName> tables(List<String> names) {
    return names.stream().map(TableName::of).collect(Collectors.toSet());
  }

  private Optional<Failure> execute(RunContext run, JobReporter reporter) {
    try (SparkSession spark = SparkSessions.open(run.plan(), arguments.continuous().isPresent())) {
      if (arguments.continuous().isPresent()) {
        return goOn(spark, run, reporter, arguments.continuous().get());
      }
      if (arguments.dryRun() && arguments.upkeep().isEmpty()) {
        return new Engine(spark, run, new Forecasts(), reporter).execute();
      }
      Engine engine = new Engine(spark, run, new StepRunners(), reporter);
      Optional<Failure> failure = engine.execute();
      remember(spark, run, engine.statuses());
      IngestionReport.of(spark, run, engine.statuses(), failure).ifPresent(reporter::ingestion);
      return failure;
    } catch (Exception | LinkageError e) {
      LOG.error("the job failed outside of any step", e);
      Failure failure = FailureClassifier.classify(e, Side.SOURCE);
      return Optional.of(new Failure(failure.reason(), run.settings().redact(failure.message())));
    }
  }

  /** A signal that nobody asked this run for is an interruption: its next attempt goes on. */
  private Optional<Failure> goOn(
      SparkSession spark, RunContext run, JobReporter reporter, Duration interval) {
    StopSignal.await();
    try (StopWatch requests = Reporters.stopRequests(arguments)) {
      ContinuousJob job =
          new ContinuousJob(
              spark,
              run,
              new StepRunners(),
              reporter,
              interval,
              () -> requests.asked() || StopSignal.received(),
              runName(),
              arguments.attempt());
      Optional<Failure> failure = job.execute();
      boolean interrupted = failure.isEmpty() && !requests.asked() && StopSignal.received();
      return interrupted && arguments.reportTo() != null
          ? Optional.of(
              new Failure(
                  FailureReason.INTERRUPTED,
                  "The driver was told to end by its node, after the micro-batch in flight."))
          : failure;
    }
  }

  private void remember(SparkSession spark, RunContext run, List<StepStatus> steps) {
    Integer attempt = arguments.attempt();
    RunHistory.keep(
        Map.of(
            "quality",
            () -> QualityLedger.record(spark, run, runName(), attempt, steps),
            "runs",
            () -> RunLedger.record(spark, run, runName(), attempt, steps)));
  }

  private String runName() {
    String target = arguments.reportTo();
    return target == null ? null : target.substring(target.lastIndexOf('/') + 1);
  }
}
