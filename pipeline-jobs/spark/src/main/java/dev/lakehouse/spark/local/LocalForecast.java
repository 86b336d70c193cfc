package dev.lakehouse.spark.local;

import dev.lakehouse.plan.LocalJob;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.progress.SilentReporter;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.CrashPoints;
import dev.lakehouse.spark.Engine;
import dev.lakehouse.spark.Failure;
import dev.lakehouse.spark.JobSettings;
import dev.lakehouse.spark.RunContext;
import dev.lakehouse.spark.forecast.Forecasts;
import dev.lakehouse.spark.quality.QuarantineRelease;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/** What a run of plans would do now to the tables of a lake, which is only read. */
final class LocalForecast {
  private final SparkSession spark;
  private final LocalLake lake;
  private final PrintStream out;

  LocalForecast(SparkSession spark, LocalLake lake, PrintStream out) {
    this.spark = spark;
    this.lake = lake;
    this.out = out;
  }

  /** Tells it; returns the exit code. */
  int tell(LocalJob job) {
    Forecasts forecasts = new Forecasts();
    out.println("A run into " + lake.root() + " now:");
    int code = 0;
    for (String json : job.plans()) {
      Engine engine = new Engine(spark, context(lake.in(json)), forecasts, new SilentReporter());
      Optional<Failure> failure = engine.execute();
      engine.statuses().forEach(this::print);
      if (failure.isPresent() && code == 0) {
        code = failure.get().reason().exitCode();
      }
    }
    return code;
  }

  private static RunContext context(RunPlan plan) {
    return new RunContext(
        plan,
        null,
        Set.of(),
        QuarantineRelease.NONE,
        Optional.empty(),
        new JobSettings(System::getenv),
        Clock.systemUTC(),
        CrashPoints.NONE);
  }

  private void print(StepStatus step) {
    out.printf("  %-32s %s%n", step.name(), step.message());
  }
}
