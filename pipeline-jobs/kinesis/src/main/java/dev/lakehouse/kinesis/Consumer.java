package dev.lakehouse.kinesis;

import dev.lakehouse.kinesis.core.CommitPolicy;
import dev.lakehouse.kinesis.core.Ingestion;
import dev.lakehouse.kinesis.core.Stall;
import dev.lakehouse.kinesis.decode.DeadLetterColumns;
import dev.lakehouse.kinesis.decode.PayloadRows;
import dev.lakehouse.kinesis.replicas.Replicas;
import dev.lakehouse.kinesis.source.FanOutSource;
import dev.lakehouse.kinesis.source.KinesisClients;
import dev.lakehouse.kinesis.source.KinesisSource;
import dev.lakehouse.kinesis.source.StreamConsumer;
import dev.lakehouse.kinesis.source.StreamSource;
import dev.lakehouse.kinesis.table.DeltaTable;
import dev.lakehouse.kinesis.table.LakeAccess;
import dev.lakehouse.kinesis.table.RowColumns;
import dev.lakehouse.plan.ConsumerSettings;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.JobArguments;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.IngestionStatus;
import dev.lakehouse.plan.progress.JobOutcome;
import dev.lakehouse.plan.progress.JobReporter;
import dev.lakehouse.reporting.Peers;
import dev.lakehouse.reporting.Reporters;
import io.delta.kernel.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Reads one stream into its bronze table until it is told to stop. */
@CommandLine.Command(
    name = "consumer",
    description = "Reads a Kinesis stream into its bronze table, each record exactly once.")
public final class Consumer implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(Consumer.class);

  /** Under Kubernetes' default grace period of 30 s. */
  private static final int STOP_SECONDS = 25;

  private static final Duration STALL_WATCH_INTERVAL = Duration.ofSeconds(5);

  @CommandLine.Mixin private JobArguments arguments;

  @CommandLine.Option(
      names = "--health-port",
      defaultValue = "8080",
      paramLabel = "PORT",
      description = "Where liveness is answered (default: ${DEFAULT-VALUE}); 0: any free port.")
  private int healthPort;

  @CommandLine.Option(
      names = "--replica",
      defaultValue = "${env:HOSTNAME:-consumer}",
      paramLabel = "NAME",
      description = "Name of this replica among those that share the stream (default: HOSTNAME).")
  private String replica;

  @CommandLine.Option(
      names = "--peers-folder",
      paramLabel = "FOLDER",
      description =
          "Where replicas tell each other of themselves outside of a cluster; in one they use"
              + " Leases.")
  private Path peersFolder;

  @CommandLine.Option(
      names = "--peers-expiry",
      defaultValue = "15000",
      paramLabel = "MILLIS",
      description =
          "After so much silence a replica counts as gone (default: ${DEFAULT-VALUE} ms).")
  private long peersExpiryMillis;

  private final Clock clock = Clock.systemUTC();
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile boolean stopping;
  private volatile ConsumerLoop loop;

  public static void main(String[] words) {
    Consumer consumer = new Consumer();
    Runtime.getRuntime().addShutdownHook(new Thread(consumer::stop, "stop"));
    int exitCode = new CommandLine(consumer).execute(words);
    consumer.finished.countDown();
    System.exit(exitCode);
  }

  /**
   * On SIGTERM: waits for the last commit, then ends as a success, which the signal alone is not.
   */
  private void stop() {
    if (finished.getCount() == 0) {
      return;
    }
    stopping = true;
    ConsumerLoop running = loop;
    if (running != null) {
      running.stop();
    }
    try {
      boolean done = finished.await(STOP_SECONDS, TimeUnit.SECONDS);
      Runtime.getRuntime().halt(done ? 0 : FailureReason.INTERRUPTED.exitCode());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Integer call() throws IOException {
    try (JobReporter reporter = Reporters.open(arguments)) {
      ConsumerPlan plan;
      try {
        plan = ConsumerPlan.read(arguments.plan());
      } catch (ConsumerPlan.Refused e) {
        LOG.error("{}: {}", e.reason().label(), e.getMessage());
        if (arguments.replayDeadLetters()) {
          reporter.outcome(JobOutcome.failure(arguments.attempt(), e.reason(), e.getMessage()));
          return e.reason().exitCode();
        }
        reporter.ingestion(refused(e));
        return e.reason().exitCode();
      }
      if (arguments.replayDeadLetters()) {
        return replay(plan, reporter);
      }
      run(plan, reporter);
      return 0;
    }
  }

  private int replay(ConsumerPlan plan, JobReporter reporter) {
    Engine engine = LakeAccess.engine(plan.lake());
    TableName output = plan.step().output();
    return new ReplayJob(plan, reporter, arguments.attempt(), clock)
        .run(
            engine,
            table(plan, engine, output, plan.rows().layout()),
            table(plan, engine, output.sibling("dead"), deadLetterColumns()));
  }

  private static RowColumns deadLetterColumns() {
    return RowColumns.fixed(DeadLetterColumns.SCHEMA);
  }

  private static IngestionStatus refused(ConsumerPlan.Refused why) {
    return new IngestionStatus(
        null, null, null, null, null, null, null, null, why.reason().label(), why.getMessage());
  }

  private void run(ConsumerPlan plan, JobReporter reporter) throws IOException {
    Heartbeat heartbeat = new Heartbeat();
    Metrics metrics = new Metrics();
    ConsumerSettings settings = plan.step().settings();
    Stall stall = new Stall(Duration.ofMillis(settings.stallAfterMillis()), clock.instant());
    Progress progress = new Progress(metrics, stall, clock);
    Duration expiry = Duration.ofMillis(peersExpiryMillis);
    Peers peers = Reporters.peers(arguments, replica, peersFolder, expiry);
    try (Replicas replicas = new Replicas(peers, expiry, heartbeat::turns).start();
        HealthServer health = new HealthServer(healthPort, heartbeat, metrics);
        StreamSource source = source(plan)) {
      LOG.info(
          "Reading stream {} into {} (liveness on port {})",
          plan.step().stream(),
          plan.step().output(),
          health.port());
      Engine engine = LakeAccess.engine(plan.lake(), settings.commit().targetFileBytes());
      Sharing sharing = new Sharing(replicas, progress, clock);
      Supplier<Session> sessions =
          () ->
              new Session(
                  ingestion(plan, engine),
                  source,
                  CommitPolicy.of(settings.commit()),
                  settings.onDataLoss(),
                  sharing,
                  progress,
                  clock);
      loop = new ConsumerLoop(sessions, progress, sharing, replicas, reporter, heartbeat, clock);
      if (stopping) {
        loop.stop();
      }
      try (StallWatch watch = watch(stall, metrics, replicas, reporter)) {
        loop.run();
      }
    }
  }

  private static StreamSource source(ConsumerPlan plan) {
    String stream = plan.step().stream();
    String fanOut = plan.step().settings().fanOutConsumer();
    KinesisClient client = KinesisClients.open(plan.lake());
    KinesisSource polled = new KinesisSource(client, stream);
    return fanOut == null
        ? polled
        : new FanOutSource(
            polled,
            KinesisClients.openAsync(plan.lake()),
            new StreamConsumer(client, stream, fanOut),
            stream);
  }

  private StallWatch watch(Stall stall, Metrics metrics, Replicas replicas, JobReporter reporter) {
    Runnable end =
        () -> {
          reporter.close();
          // The loop hangs: nobody could be waited for. What it holds is read again.
          Runtime.getRuntime().halt(FailureReason.STALLED.exitCode());
        };
    return new StallWatch(
        stall, metrics, replicas, reporter, loop::lastReport, end, clock, STALL_WATCH_INTERVAL);
  }

  private Ingestion ingestion(ConsumerPlan plan, Engine engine) {
    TableName output = plan.step().output();
    PayloadRows rows = plan.rows();
    return new Ingestion(
        table(plan, engine, output, rows.layout()),
        table(plan, engine, output.sibling("dead"), deadLetterColumns()),
        rows,
        clock);
  }

  private DeltaTable table(ConsumerPlan plan, Engine engine, TableName name, RowColumns columns) {
    return new DeltaTable(
        engine, name.path(plan.lake().root()), columns, plan.step().stream(), () -> since(plan));
  }

  /** Of a table that is made now: from when on records are wanted; null: all are. */
  private Instant since(ConsumerPlan plan) {
    ConsumerSettings.Start start = plan.step().settings().start();
    return switch (start.from()) {
      case TRIM_HORIZON -> null;
      case LATEST -> clock.instant();
      case AT_TIMESTAMP -> Instant.parse(start.at());
    };
  }
}
