package dev.lakehouse.spark.local;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.LocalJob;
import dev.lakehouse.plan.PlanCodec;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepFailure;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableState;
import dev.lakehouse.spark.lineage.LineageReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What needs Spark of the command line tool, which starts it as a process of its own: {@code run},
 * {@code test}, {@code show}, {@code profile} and {@code lineage} on this machine.
 */
@Command(name = "lakehouse-local")
public final class LocalMain {
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private LocalMain() {}

  /** Runs one command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    CommandLine commands = new CommandLine(new LocalMain());
    commands.setExecutionExceptionHandler(
        (exception, command, result) -> {
          command.getErr().println(exception.getMessage());
          return exception instanceof StepFailure failure ? failure.reason().exitCode() : 1;
        });
    System.exit(commands.execute(args));
  }

  @Command(name = "run")
  int run(
      @Option(names = "--job", required = true) Path file,
      @Option(names = "--lake", required = true) Path lake)
      throws IOException {
    LocalJob job = LocalJob.fromJson(Files.readString(file));
    try (SparkSession spark = LocalSpark.open()) {
      return new LocalRun(spark, lake.toAbsolutePath().toString(), out).run(job);
    }
  }

  @Command(name = "test")
  int test(
      @Option(names = "--job", required = true) Path file, @Option(names = "--junit") Path junit)
      throws IOException {
    LocalJob job = LocalJob.fromJson(Files.readString(file));
    try (SparkSession spark = LocalSpark.forTests()) {
      List<TestResult> results = new TestRuns(spark, job, out).run();
      if (junit != null) {
        Files.writeString(junit, JunitReport.of(results));
      }
      return results.stream().allMatch(TestResult::passed)
          ? 0
          : FailureReason.EXPECTATION_FAILED.exitCode();
    }
  }

  @Command(name = "show")
  int show(
      @Parameters(paramLabel = "TABLE") String table,
      @Option(names = "--lake", required = true) Path lake,
      @Option(names = "--version") Long version,
      @Option(names = "-n", defaultValue = "20") int rows)
      throws IOException {
    try (SparkSession spark = LocalSpark.open()) {
      Dataset<Row> found = read(spark, table, lake, version);
      found.show(rows, 60);
      return 0;
    }
  }

  @Command(name = "profile")
  int profile(
      @Parameters(paramLabel = "TABLE") String table,
      @Option(names = "--lake", required = true) Path lake,
      @Option(names = "--job") Path file)
      throws IOException {
    try (SparkSession spark = LocalSpark.open()) {
      Dataset<Row> rows =
          file == null
              ? read(spark, table, lake, null)
              : LocalSources.read(
                  spark, LocalJob.fromJson(Files.readString(file)).sources().get(0));
      out.print(Profile.of(TableName.of(table), rows));
      return 0;
    }
  }

  @Command(name = "lineage")
  int lineage(
      @Parameters(paramLabel = "TABLE") String table,
      @Option(names = "--job", required = true) Path file,
      @Option(names = "--lake", required = true) Path lake,
      @Option(names = "--column") String column,
      @Option(names = "--downstream") boolean downstream,
      @Option(names = "--format", required = true) LineageReport.Format format)
      throws IOException {
    LocalJob job = LocalJob.fromJson(Files.readString(file));
    try (SparkSession spark = LocalSpark.open()) {
      LineageReport report =
          LineageReport.of(
              spark,
              job.plans().stream().map(PlanCodec::fromJson).toList(),
              name -> columns(spark, lake, name));
      out.print(report.answer(TableName.of(table), column, downstream, format, Clock.systemUTC()));
      return 0;
    }
  }

  private static Optional<StructType> columns(SparkSession spark, Path lake, TableName name) {
    TableState state = LakeTable.of(spark, lake.toAbsolutePath().toString(), name).state();
    return state.exists() ? Optional.of(state.schema()) : Optional.empty();
  }

  private static Dataset<Row> read(SparkSession spark, String name, Path lake, Long version) {
    LakeTable table = LakeTable.of(spark, lake.toAbsolutePath().toString(), TableName.of(name));
    TableState state = table.state();
    if (!state.exists()) {
      throw StepFailure.of(
          FailureReason.SOURCE_NOT_FOUND,
          "there is no table %s in %s; make it with ./lakehouse run, or name another folder with --lake"
              .formatted(name, lake));
    }
    if (version != null && (version < 0 || version > state.version())) {
      throw StepFailure.of(
          FailureReason.SOURCE_NOT_FOUND,
          "%s has versions 0 to %d, not %d".formatted(name, state.version(), version));
    }
    return table.read(version == null ? state.version() : version);
  }

  /** The plan with its tables in that folder. */
  static RunPlan in(String lake, String json) {
    RunPlan plan = PlanCodec.fromJson(json);
    return new RunPlan(
        plan.formatVersion(),
        plan.owner(),
        new RunPlan.Lake(lake, null, null, RunPlan.Endpoints.AWS),
        plan.connections(),
        plan.steps());
  }
}
