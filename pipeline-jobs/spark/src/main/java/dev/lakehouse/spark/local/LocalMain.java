package dev.lakehouse.spark.local;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.LocalJob;
import dev.lakehouse.plan.PlanCodec;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.CrashPoints;
import dev.lakehouse.spark.StepFailure;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableState;
import dev.lakehouse.spark.environment.Environments;
import dev.lakehouse.spark.environment.Promotion;
import dev.lakehouse.spark.lineage.LineageReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
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
    System.exit(execute(List.of(args)));
  }

  private static int execute(List<String> arguments) {
    CommandLine commands = new CommandLine(new LocalMain());
    commands.setExecutionExceptionHandler(
        (exception, command, result) -> {
          command.getErr().println(exception.getMessage());
          return exception instanceof StepFailure failure ? failure.reason().exitCode() : 1;
        });
    return commands.execute(arguments.toArray(String[]::new));
  }

  @Command(name = "serve")
  int serve(
      @Option(names = "--folder", required = true) Path folder,
      @Option(names = "--key", required = true) String key,
      @Option(names = "--idle", required = true) Duration idle)
      throws IOException, InterruptedException {
    CallerStream.install();
    new Resident(folder, key, idle, () -> System.exit(1)).serve(new Traceless(LocalMain::execute));
    return 0;
  }

  @Command(name = "run")
  int run(
      @Option(names = "--job", required = true) Path file,
      @Option(names = "--lake", required = true) String lake,
      @Option(names = "--env") String environment)
      throws IOException {
    LocalJob job = LocalJob.fromJson(Files.readString(file));
    LocalLake where = LocalLake.of(lake, job);
    try (SparkSession spark = LocalSpark.open(where.settings())) {
      return new LocalRun(spark, where, Optional.ofNullable(environment), out).run(job);
    }
  }

  @Command(name = "forecast")
  int forecast(
      @Option(names = "--job", required = true) Path file,
      @Option(names = "--lake", required = true) String lake)
      throws IOException {
    LocalJob job = LocalJob.fromJson(Files.readString(file));
    LocalLake where = LocalLake.of(lake, job);
    try (SparkSession spark = LocalSpark.open(where.settings())) {
      return new LocalForecast(spark, where, out).tell(job);
    }
  }

  @Command(name = "env-list")
  int environments(@Option(names = "--lake", required = true) String lake) throws IOException {
    LocalLake where = LocalLake.of(lake);
    try (SparkSession spark = LocalSpark.open(where.settings())) {
      Environments environments = where.environments();
      List<String> names = environments.names();
      for (String name : names) {
        out.println(name);
        environments.told(spark, name).forEach(line -> out.println("  " + line));
      }
      if (names.isEmpty()) {
        out.println(
            "no environments in " + where.root() + "; ./lakehouse run --env NAME makes one");
      }
      return 0;
    }
  }

  @Command(name = "env-promote")
  int promote(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--lake", required = true) String lake,
      @Option(names = "--force") boolean force)
      throws IOException {
    LocalLake where = LocalLake.of(lake);
    try (SparkSession spark = LocalSpark.open(where.settings())) {
      List<TableName> changed =
          new Promotion(spark, where.environments(), name, CrashPoints.NONE).perform(force);
      changed.forEach(table -> out.println(table + " promoted"));
      out.println(
          changed.isEmpty()
              ? "nothing in " + name + " differs from the lake"
              : "the lake's tables are those of "
                  + name
                  + "; ./lakehouse env drop "
                  + name
                  + " deletes what is left");
      return 0;
    }
  }

  @Command(name = "env-drop")
  int drop(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--lake", required = true) String lake) {
    LocalLake.of(lake).environments().drop(name);
    out.println("dropped " + name + "; the lake's tables are as they were");
    return 0;
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
      @Option(names = "--lake", required = true) String lake,
      @Option(names = "--env") String environment,
      @Option(names = "--version") Long version,
      @Option(names = "-n", defaultValue = "20") int rows)
      throws IOException {
    LocalLake where = LocalLake.of(lake);
    try (SparkSession spark = LocalSpark.open(where.settings())) {
      Dataset<Row> found = read(spark, table, where, Optional.ofNullable(environment), version);
      found.show(rows, 60);
      return 0;
    }
  }

  @Command(name = "profile")
  int profile(
      @Parameters(paramLabel = "TABLE") String table,
      @Option(names = "--lake", required = true) String lake,
      @Option(names = "--job") Path file)
      throws IOException {
    LocalLake where = LocalLake.of(lake);
    try (SparkSession spark = LocalSpark.open(where.settings())) {
      Dataset<Row> rows =
          file == null
              ? read(spark, table, where, Optional.empty(), null)
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
      @Option(names = "--lake", required = true) String lake,
      @Option(names = "--column") String column,
      @Option(names = "--downstream") boolean downstream,
      @Option(names = "--format", required = true) LineageReport.Format format)
      throws IOException {
    LocalJob job = LocalJob.fromJson(Files.readString(file));
    LocalLake where = LocalLake.of(lake, job);
    try (SparkSession spark = LocalSpark.open(where.settings())) {
      LineageReport report =
          LineageReport.of(
              spark,
              job.plans().stream().map(PlanCodec::fromJson).toList(),
              name -> columns(spark, where.root(), name));
      out.print(report.answer(TableName.of(table), column, downstream, format, Clock.systemUTC()));
      return 0;
    }
  }

  private static Optional<StructType> columns(SparkSession spark, String root, TableName name) {
    TableState state = LakeTable.of(spark, root, name).state();
    return state.exists() ? Optional.of(state.schema()) : Optional.empty();
  }

  private static Dataset<Row> read(
      SparkSession spark, String text, LocalLake lake, Optional<String> environment, Long version) {
    TableName name = TableName.of(text);
    String root = environment.map(own -> lake.environments().root(own, name)).orElse(lake.root());
    LakeTable table = LakeTable.of(spark, root, name);
    TableState state = table.state();
    if (!state.exists()) {
      throw StepFailure.of(
          FailureReason.SOURCE_NOT_FOUND,
          "there is no table %s in %s; make it with ./lakehouse run, or name another folder with --lake"
              .formatted(name, root));
    }
    if (version != null && (version < 0 || version > state.version())) {
      throw StepFailure.of(
          FailureReason.SOURCE_NOT_FOUND,
          "%s has versions 0 to %d, not %d".formatted(name, state.version(), version));
    }
    return table.read(version == null ? state.version() : version);
  }
}
