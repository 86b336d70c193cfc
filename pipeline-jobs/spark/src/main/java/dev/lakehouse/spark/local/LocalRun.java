package dev.lakehouse.spark.local;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.LocalJob;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.ExpectationResult;
import dev.lakehouse.plan.progress.SilentReporter;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.CrashPoints;
import dev.lakehouse.spark.Engine;
import dev.lakehouse.spark.Failure;
import dev.lakehouse.spark.JobSettings;
import dev.lakehouse.spark.RunContext;
import dev.lakehouse.spark.StepFailure;
import dev.lakehouse.spark.StepRunners;
import dev.lakehouse.spark.environment.Clones;
import dev.lakehouse.spark.environment.Environment;
import dev.lakehouse.spark.environment.RunMark;
import dev.lakehouse.spark.quality.QualityLedger;
import dev.lakehouse.spark.quality.QuarantineRelease;
import java.io.PrintStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** Plans, one after the other, into a folder of this machine; by the very engine of the cluster. */
final class LocalRun {
  private final SparkSession spark;
  private final LocalLake lake;
  private final Optional<String> environment;
  private final PrintStream out;

  /**
   * Runs into a lake.
   *
   * @param environment of the lake's, which is then only read; empty: into the lake itself
   */
  LocalRun(SparkSession spark, LocalLake lake, Optional<String> environment, PrintStream out) {
    this.spark = spark;
    this.lake = lake;
    this.environment = environment;
    this.out = out;
  }

  /** Does all of it; returns the exit code: that of the first failure, else 0. */
  int run(LocalJob job) {
    if (lake.isRemote() && environment.isEmpty()) {
      throw StepFailure.of(
          FailureReason.CONFIGURATION_MISSING,
          "%s is no folder of this machine: its tables are written by the cluster. Run in an environment of it (--env NAME), or into a local folder (--lake DIR)."
              .formatted(lake.root()));
    }
    for (LocalJob.Source source : job.sources()) {
      boolean changed = LocalSources.load(spark, lake.root(), source);
      out.printf(
          "%-40s %s %s%n", source.table(), changed ? "loaded from" : "unchanged:", source.path());
    }
    int code = 0;
    List<RunPlan> plans = job.plans().stream().map(lake::in).toList();
    Optional<Environment> own = environment.map(name -> environment(name, plans));
    Optional<RunMark> mark = own.map(found -> new RunMark(found, lake.hadoop()));
    mark.ifPresent(RunMark::begin);
    own.ifPresent(found -> new Clones(spark, found).make());
    List<String> failed = new ArrayList<>();
    for (RunPlan plan : plans) {
      Ended ended = execute(spark, plan, System::getenv, own);
      ended.steps().forEach(this::print);
      ended.steps().stream()
          .filter(step -> step.state() == StepStatus.State.FAILED)
          .forEach(step -> failed.add(step.name()));
      if (ended.failure().isPresent() && code == 0) {
        code = ended.failure().get().reason().exitCode();
      }
    }
    mark.ifPresent(found -> found.end(failed));
    String where = own.map(Environment::root).orElse(lake.root());
    out.println(code == 0 ? "all tables are in " + where : "failed; see above");
    return code;
  }

  /** What any of the plans writes is the environment's, also for the others. */
  private Environment environment(String name, List<RunPlan> plans) {
    Set<TableName> written =
        plans.stream()
            .flatMap(plan -> plan.steps().stream())
            .flatMap(step -> TableName.parse(step.id()).stream())
            .collect(Collectors.toSet());
    return new Environment(lake.root(), name, written);
  }

  /** What came of a plan. */
  record Ended(Optional<Failure> failure, List<StepStatus> steps) {}

  /** Executes a plan whose secrets are in {@code environment}. */
  static Ended execute(SparkSession spark, RunPlan plan, UnaryOperator<String> environment) {
    return execute(spark, plan, environment, Optional.empty());
  }

  private static Ended execute(
      SparkSession spark,
      RunPlan plan,
      UnaryOperator<String> environment,
      Optional<Environment> own) {
    RunContext run =
        new RunContext(
            plan,
            null,
            Set.of(),
            QuarantineRelease.NONE,
            Optional.empty(),
            new JobSettings(environment),
            Clock.systemUTC(),
            CrashPoints.NONE,
            own);
    Engine engine = new Engine(spark, run, new StepRunners(), new SilentReporter());
    Optional<Failure> failure = engine.execute();
    QualityLedger.record(spark, run, null, null, engine.statuses());
    return new Ended(failure, engine.statuses());
  }

  private void print(StepStatus step) {
    String state = step.state().name().toLowerCase(Locale.ROOT);
    String rows = step.tableRows() == null ? "" : step.tableRows() + " rows";
    String version = step.version() == null ? "" : "version " + step.version();
    String time = step.durationMillis() == null ? "" : step.durationMillis() + " ms";
    out.printf("%-40s %-10s %12s %12s %10s%n", step.name(), state, rows, version, time);
    if (step.message() != null) {
      out.println("    " + step.message());
    }
    if (step.expectations() != null) {
      step.expectations().stream().filter(result -> !result.met()).forEach(this::print);
    }
  }

  private void print(ExpectationResult result) {
    out.printf(
        "    %s (%s): %s%n",
        result.name(),
        result.action(),
        result.detail() == null ? result.violations() + " violations" : result.detail());
  }
}
