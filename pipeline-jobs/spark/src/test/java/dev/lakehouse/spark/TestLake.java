package dev.lakehouse.spark;

import dev.lakehouse.plan.BackfillWindow;
import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.IngestionStatus;
import dev.lakehouse.plan.progress.JobOutcome;
import dev.lakehouse.plan.progress.JobReporter;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.environment.Environment;
import dev.lakehouse.spark.forecast.Forecasts;
import dev.lakehouse.spark.quality.QuarantineRelease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** A lake in a folder, and runs over it; all of a JVM's tests share one Spark. */
public final class TestLake {
  private static SparkSession shared;

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final List<PlanConnection> connections = new ArrayList<>();
  private RunPlan.Endpoints endpoints = RunPlan.Endpoints.AWS;
  private CrashPoints crashPoints = CrashPoints.NONE;
  private Set<TableName> fullRefresh = Set.of();
  private QuarantineRelease release = QuarantineRelease.NONE;
  private BackfillWindow backfill;
  private Clock clock = Clock.systemUTC();
  private Environment within;

  private TestLake(Path folder) {
    this.folder = folder;
  }

  /** An empty lake. */
  public static TestLake create() {
    try {
      return new TestLake(Files.createTempDirectory("lake"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Another lake with the same tables: Delta's logs name files relative to the table. */
  public TestLake copy() {
    TestLake copy = create();
    try (java.util.stream.Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = copy.folder.resolve(folder.relativize(file));
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy;
  }

  /** The Spark of this JVM. */
  public static synchronized SparkSession spark() {
    if (shared == null) {
      SparkSession.Builder builder =
          SparkSession.builder()
              .master("local[2]")
              .appName("tests")
              .config("spark.sql.shuffle.partitions", "1")
              .config("spark.sql.codegen.wholeStage", "false")
              .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
              .config("spark.default.parallelism", "2")
              .config("spark.lakehouse.upkeep.filesSaved", "2")
              .config("spark.databricks.delta.snapshotPartitions", "1")
              .config("spark.sql.warehouse.dir", folderOf("warehouse"));
      SparkSessions.defaults(new RunPlan.Lake("/", null, null, RunPlan.Endpoints.AWS))
          .forEach(
              (key, value) -> {
                if (!key.endsWith("snapshotPartitions")) {
                  builder.config(key, value);
                }
              });
      shared = builder.getOrCreate();
      shared.sparkContext().setLogLevel("ERROR");
    }
    return shared;
  }

  private static String folderOf(String prefix) {
    try {
      return Files.createTempDirectory(prefix).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the lake lies. */
  public Path folder() {
    return folder;
  }

  /** The lake's root as plans name it. */
  public String root() {
    return folder.resolve("lake").toString();
  }

  /** Sets a variable of the job's environment. */
  public TestLake env(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Declares a connection. */
  public TestLake connection(PlanConnection connection) {
    connections.add(connection);
    return this;
  }

  /** Replaces endpoints of AWS. */
  public TestLake endpoints(RunPlan.Endpoints replaced) {
    this.endpoints = replaced;
    return this;
  }

  /** Calls {@code points} in the runs that follow. */
  public TestLake crashing(CrashPoints points) {
    this.crashPoints = points;
    return this;
  }

  /** Rebuilds these tables in the runs that follow. */
  public TestLake refreshing(String... tables) {
    this.fullRefresh =
        java.util.Arrays.stream(tables)
            .map(TableName::of)
            .collect(java.util.stream.Collectors.toSet());
    return this;
  }

  /** Asks quarantined rows of that table once more in the runs that follow; null: of none. */
  public TestLake releasing(String table, String... rules) {
    this.release =
        table == null
            ? QuarantineRelease.NONE
            : new QuarantineRelease(Set.of(TableName.of(table)), Set.of(rules));
    return this;
  }

  /** Lets the runs that follow believe that it is so much later. */
  public TestLake later(Duration time) {
    this.clock = Clock.offset(Clock.systemUTC(), time);
    return this;
  }

  /** Ingests that range once more in the runs that follow; null: what is new again. */
  public TestLake backfilling(BackfillWindow window) {
    this.backfill = window;
    return this;
  }

  /** Writes to that environment in the runs that follow; null: to the lake again. */
  public TestLake within(Environment environment) {
    this.within = environment;
    return this;
  }

  /** What time it is in the runs that follow. */
  public TestLake at(Instant time) {
    this.clock = Clock.fixed(time, ZoneOffset.UTC);
    return this;
  }

  /** What a run told. */
  public record Outcome(Optional<Failure> failure, List<StepStatus> steps, int reports) {
    /** One step's status. */
    public StepStatus step(String id) {
      return steps.stream().filter(step -> step.name().equals(id)).findFirst().orElseThrow();
    }

    /** This outcome, of a run that must have succeeded. */
    public Outcome ok() {
      if (failure.isPresent()) {
        throw new AssertionError(failure.get().toString());
      }
      return this;
    }
  }

  /** The plan of these steps. */
  public RunPlan plan(Step... steps) {
    return new RunPlan(
        RunPlan.FORMAT_VERSION,
        new RunPlan.PlanOwner("MedallionPipeline", "crm", "test"),
        new RunPlan.Lake(root(), "eu-west-1", null, endpoints),
        connections,
        List.of(steps));
  }

  /** Executes the steps as run {@code sequence}. */
  public Outcome run(Long sequence, Step... steps) {
    return run(context(sequence, steps), new StepRunners());
  }

  /** Tells what the steps would do now. */
  public Outcome forecast(Step... steps) {
    return run(context(null, steps), new Forecasts());
  }

  private static Outcome run(RunContext run, StepRunner<Step> runners) {
    Recorder recorder = new Recorder();
    Optional<Failure> failure = new Engine(spark(), run, runners, recorder).execute();
    return new Outcome(failure, recorder.last, recorder.reports);
  }

  /** What such a run's steps share. */
  public RunContext context(Long sequence, Step... steps) {
    return new RunContext(
        plan(steps),
        sequence,
        fullRefresh,
        release,
        Optional.ofNullable(backfill),
        new JobSettings(environment::get),
        clock,
        crashPoints,
        Optional.ofNullable(within));
  }

  /** A table of the lake. */
  public LakeTable table(String name) {
    return LakeTable.of(spark(), root(), TableName.of(name));
  }

  /** Its newest version; -1 when there is none. */
  public long version(String name) {
    return table(name).state().version();
  }

  /** Its rows now. */
  public Dataset<Row> rows(String name) {
    return spark().read().format("delta").load(table(name).path());
  }

  /** Some columns of its rows, as text, sorted. */
  public List<String> values(String name, String... columns) {
    return rows(name).selectExpr(columns).collectAsList().stream()
        .map(row -> row.mkString("|"))
        .sorted()
        .toList();
  }

  /** Appends rows to a bronze table as a foreign writer would: no note, no fence. */
  public TestLake bronze(String name, Dataset<Row> rows) {
    rows.coalesce(1).write().format("delta").mode(SaveMode.Append).save(table(name).path());
    return this;
  }

  /** Rows of a SQL text. */
  public static Dataset<Row> sql(String text) {
    return spark().sql(text);
  }

  private static final class Recorder implements JobReporter {
    private volatile List<StepStatus> last = List.of();
    private volatile int reports;

    @Override
    public synchronized void steps(List<StepStatus> steps) {
      last = steps;
      reports++;
    }

    @Override
    public void outcome(JobOutcome outcome) {}

    @Override
    public void ingestion(IngestionStatus status) {}

    @Override
    public void close() {}
  }
}
