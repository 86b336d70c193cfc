package dev.lakehouse.kinesis;

import dev.lakehouse.kinesis.benchmark.StreamProcess;
import dev.lakehouse.kinesis.core.CommitPolicy;
import dev.lakehouse.kinesis.core.Decoded;
import dev.lakehouse.kinesis.core.Fetched;
import dev.lakehouse.kinesis.core.Ingestion;
import dev.lakehouse.kinesis.core.Position;
import dev.lakehouse.kinesis.core.RowMaker;
import dev.lakehouse.kinesis.core.ShardInfo;
import dev.lakehouse.kinesis.core.Stall;
import dev.lakehouse.kinesis.core.StreamRecord;
import dev.lakehouse.kinesis.decode.DeadLetterColumns;
import dev.lakehouse.kinesis.decode.Decoders;
import dev.lakehouse.kinesis.decode.PayloadRows;
import dev.lakehouse.kinesis.replicas.Replicas;
import dev.lakehouse.kinesis.source.KinesisClients;
import dev.lakehouse.kinesis.source.KinesisSource;
import dev.lakehouse.kinesis.source.StreamSource;
import dev.lakehouse.kinesis.table.DeltaTable;
import dev.lakehouse.kinesis.table.LakeAccess;
import dev.lakehouse.kinesis.table.RowColumns;
import dev.lakehouse.plan.ConsumerSettings.OnDataLoss;
import dev.lakehouse.plan.Decoding;
import dev.lakehouse.plan.Decoding.Evolution;
import dev.lakehouse.plan.JobArguments;
import dev.lakehouse.plan.RunPlan.Endpoints;
import dev.lakehouse.plan.RunPlan.Lake;
import dev.lakehouse.plan.Step.ColumnType;
import dev.lakehouse.reporting.Reporters;
import io.delta.kernel.engine.Engine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileUtil;

/**
 * The consumer end to end against a stream that is never slow, and beside it a loop that reads the
 * same and does nothing with it. Makes the records, too, for whatever else reads them: arguments
 * are a folder for them and their number. {@code pipeline-jobs/kinesis/benchmark/compare} runs all.
 */
public final class StreamBenchmark {
  private static final int FILES = 20;
  private static final int READERS = 4;
  private static final int ROUNDS = 3;
  private static final int READ = 10_000;
  private static final List<ColumnType> COLUMNS =
      List.of(
          new ColumnType("order_id", "string"),
          new ColumnType("amount", "decimal(12,2)"),
          new ColumnType("quantity", "int"),
          new ColumnType("ordered_at", "timestamp"),
          new ColumnType("note", "string"));

  private final Path folder;
  private final int count;

  private StreamBenchmark(Path folder, int count) {
    this.folder = folder;
    this.count = count;
  }

  private interface Work {
    void run() throws Exception;
  }

  public static void main(String[] words) throws Exception {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    StreamBenchmark benchmark =
        new StreamBenchmark(Path.of(words[0]), Integer.parseInt(words[1]) / FILES * FILES);
    benchmark.makeRecords();
    benchmark.run();
  }

  private void makeRecords() throws IOException {
    Random random = new Random(1);
    Files.createDirectories(folder);
    for (int file = 0; file < FILES; file++) {
      int first = file * (count / FILES);
      Files.write(
          folder.resolve("records-%02d.json".formatted(file)),
          IntStream.range(first, first + count / FILES).mapToObj(i -> record(i, random)).toList());
    }
  }

  private static String record(int i, Random random) {
    StringBuilder note = new StringBuilder();
    while (note.length() < 150) {
      note.append(Long.toString(random.nextLong() & Long.MAX_VALUE, 36)).append(' ');
    }
    return "{\"order_id\":\"%08d\",\"amount\":%d.25,\"quantity\":%d,\"ordered_at\":\"2026-01-01T%02d:%02d:%02dZ\",\"note\":\"%s\"}"
        .formatted(i, random.nextInt(1_000), random.nextInt(10), i % 24, i % 60, i / 60 % 60, note);
  }

  private void run() throws Exception {
    // The first round is the compiler's.
    try (StreamProcess stream = StreamProcess.unlimited(folder)) {
      for (int round = 1; round <= ROUNDS; round++) {
        measure("bare-loop", round, () -> bare(lake(stream)));
        measure("consumer", round, () -> consume(lake(stream)));
      }
    }
    try (StreamProcess stream = StreamProcess.limited(folder)) {
      measure("bare-loop-at-2-MB/s", ROUNDS, () -> bare(lake(stream)));
      measure("consumer-at-2-MB/s", ROUNDS, () -> consume(lake(stream)));
    }
  }

  private static Lake lake(StreamProcess stream) {
    return new Lake("unused", "us-east-1", null, new Endpoints(null, stream.url(), null));
  }

  /** Prints what {@code compare} reads: name, records, seconds, CPU seconds of this process. */
  private void measure(String name, int round, Work work) throws Exception {
    long begin = System.nanoTime();
    long cpu = cpu();
    work.run();
    if (round > 1) {
      System.out.printf(
          "RESULT %s %d %.2f %.2f%n",
          name, count, (System.nanoTime() - begin) / 1e9, (cpu() - cpu) / 1e9);
    }
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** Each shard from its beginning to its end, as many at a time as the consumer reads. */
  private void bare(Lake lake) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(READERS);
    try (StreamSource source = new KinesisSource(KinesisClients.open(lake), "s")) {
      List<Future<Integer>> reads = new ArrayList<>();
      for (ShardInfo shard : source.shards()) {
        reads.add(threads.submit(() -> readToEnd(source, shard.id())));
      }
      int records = 0;
      for (Future<Integer> read : reads) {
        records += read.get();
      }
      require(records);
    } finally {
      threads.shutdownNow();
    }
  }

  private static int readToEnd(StreamSource source, String shard) {
    Position at = new Position.TrimHorizon();
    int records = 0;
    while (true) {
      Fetched fetched = source.read(shard, at, READ);
      if (fetched.records().isEmpty()) {
        return records;
      }
      records += fetched.records().size();
      StreamRecord last = fetched.records().get(fetched.records().size() - 1);
      at = new Position.After(last.sequence());
    }
  }

  private void require(long records) {
    if (records != count) {
      throw new IllegalStateException(records + " records instead of " + count);
    }
  }

  private void consume(Lake lake) throws Exception {
    Path root = Files.createTempDirectory("stream-benchmark");
    Clock clock = Clock.systemUTC();
    Duration expiry = Duration.ofMinutes(1);
    CountedRows rows = new CountedRows(Decoders.of(Decoding.json(COLUMNS, Evolution.RESCUE)));
    JobArguments alone = JobArguments.of("unused", null, null, null, List.of());
    Progress progress =
        new Progress(new Metrics(), new Stall(Duration.ofHours(1), Instant.now()), clock);
    try (Replicas replicas =
            new Replicas(Reporters.peers(alone, "alone", null, expiry), expiry, () -> true);
        StreamSource source = new KinesisSource(KinesisClients.open(lake), "s");
        Session session =
            new Session(
                ingestion(root, rows),
                source,
                new CommitPolicy(Duration.ofSeconds(10), 100_000, 64 << 20, 128 << 20),
                OnDataLoss.STOP,
                new Sharing(replicas, progress, clock),
                progress,
                clock)) {
      while (rows.made < count) {
        session.turn();
      }
      // As at SIGTERM: else the rest, less than a commit, waits for its interval to end.
      session.commit();
      require(progress.bronze().rows());
    } finally {
      FileUtil.fullyDelete(root.toFile());
    }
  }

  /** Says how many records the consumer has taken over. */
  private static final class CountedRows implements RowMaker {
    private final PayloadRows rows;
    private int made;

    CountedRows(PayloadRows rows) {
      this.rows = rows;
    }

    @Override
    public Decoded bronze(String shard, StreamRecord record, Instant ingestedAt) {
      made++;
      return rows.bronze(shard, record, ingestedAt);
    }

    @Override
    public Object[] deadLetter(
        String shard, StreamRecord record, String reason, Instant ingestedAt) {
      return rows.deadLetter(shard, record, reason, ingestedAt);
    }
  }

  private static Ingestion ingestion(Path root, CountedRows rows) {
    Engine engine = LakeAccess.engine(new Lake(root.toString(), null, null, Endpoints.AWS));
    return new Ingestion(
        table(engine, root.resolve("t"), rows.rows.layout()),
        table(engine, root.resolve("t_dead"), RowColumns.fixed(DeadLetterColumns.SCHEMA)),
        rows,
        Clock.systemUTC());
  }

  private static DeltaTable table(Engine engine, Path path, RowColumns columns) {
    return new DeltaTable(engine, path.toString(), columns, "s", () -> null);
  }
}
