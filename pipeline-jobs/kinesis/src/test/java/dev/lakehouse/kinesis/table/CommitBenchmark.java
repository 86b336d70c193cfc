package dev.lakehouse.kinesis.table;

import dev.lakehouse.kinesis.core.Mark;
import dev.lakehouse.kinesis.core.TableState;
import dev.lakehouse.plan.RunPlan.Endpoints;
import dev.lakehouse.plan.RunPlan.Lake;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.Transaction;
import io.delta.kernel.TransactionCommitResult;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileUtil;

/**
 * Whether the ten thousandth commit of a table takes longer than the first: ten rows and one mark
 * each, to a folder, once as the consumer commits and once without what follows a commit
 * (checkpoint, checksum). Prints a line per tenth of the commits; the argument says how many, by
 * default 10,000.
 */
public final class CommitBenchmark {
  private static final String SHARD = "shardId-000000000000";
  private static final StructType SCHEMA =
      new StructType().add("n", LongType.LONG).add("text", StringType.STRING);
  private static final int ROWS = 10;

  private final CountingEngine engine;
  private final String path;

  /** Commits something. */
  private interface Committer {
    void commit(List<Object[]> rows, Map<String, Mark> marks);
  }

  private CommitBenchmark(Path folder) {
    Lake lake = new Lake(folder.toString(), null, null, Endpoints.AWS);
    engine = new CountingEngine(LakeAccess.engine(lake));
    path = folder.resolve("t").toString();
  }

  public static void main(String[] words) throws Exception {
    int commits = words.length == 0 ? 10_000 : Integer.parseInt(words[0]);
    for (boolean hooks : List.of(true, false)) {
      Path folder = Files.createTempDirectory("commit-benchmark");
      try {
        System.out.println(hooks ? "as the consumer commits" : "without checkpoint and checksum");
        System.out.printf(
            "%8s %10s %10s %10s %10s %10s %12s %10s %10s %8s%n",
            "commits",
            "ms each",
            "CPU ms",
            "slowest",
            "read each",
            "most read",
            "listed each",
            "log files",
            "heap MiB",
            "open ms");
        CommitBenchmark benchmark = new CommitBenchmark(folder);
        benchmark.run(commits, hooks ? benchmark.consumer() : benchmark.bare());
      } finally {
        FileUtil.fullyDelete(folder.toFile());
      }
    }
  }

  private DeltaTable table() {
    return new DeltaTable(engine, path, RowColumns.fixed(SCHEMA), "s", () -> null);
  }

  private Committer consumer() {
    DeltaTable table = table();
    TableState[] state = {table.load()};
    return (rows, marks) -> state[0] = table.append(state[0], rows, marks);
  }

  /** The same commits, and nothing after them. */
  private Committer bare() {
    table().load();
    Snapshot[] known = {Table.forPath(engine, path).getLatestSnapshot(engine)};
    return (rows, marks) -> {
      Transaction transaction = TransactionOn.rows(engine, known[0]);
      marks.forEach(
          (shard, mark) ->
              transaction.addDomainMetadata(
                  new MarkDomains("s").ofShard(shard), MarkDomains.write(mark)));
      TransactionCommitResult result =
          transaction.commit(
              engine, DataFiles.write(engine, transaction, SCHEMA, rows, size -> {}));
      known[0] =
          result
              .getPostCommitSnapshot()
              .orElseGet(() -> Table.forPath(engine, path).getLatestSnapshot(engine));
    };
  }

  private void run(int commits, Committer committer) {
    int part = Math.max(1, commits / 10);
    engine.reset();
    long begin = System.nanoTime();
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long slowest = 0;
    int mostRead = 0;
    for (int i = 1; i <= commits; i++) {
      long before = System.nanoTime();
      int read = engine.read.size();
      committer.commit(rows(i), Map.of(SHARD, new Mark(BigInteger.valueOf(i), (long) i * ROWS)));
      slowest = Math.max(slowest, System.nanoTime() - before);
      mostRead = Math.max(mostRead, engine.read.size() - read);
      if (i % part == 0) {
        double wall = (System.nanoTime() - begin) / 1e6 / part;
        double used =
            (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e6 / part;
        System.out.printf(
            "%,8d %10.1f %10.1f %10.1f %10.2f %10d %12.1f %,10d %10.1f",
            i,
            wall,
            used,
            slowest / 1e6,
            (double) engine.read.size() / part,
            mostRead,
            (double) engine.listed / part,
            new File(path, "_delta_log").list().length,
            heap());
        System.out.printf(" %8.1f%n", open());
        engine.reset();
        slowest = 0;
        mostRead = 0;
        begin = System.nanoTime();
        cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      }
    }
  }

  private static double heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / 1048576.0;
  }

  /** What a consumer that starts now waits for the table. */
  private double open() {
    long begin = System.nanoTime();
    table().load();
    return (System.nanoTime() - begin) / 1e6;
  }

  private static List<Object[]> rows(int commit) {
    List<Object[]> rows = new ArrayList<>(ROWS);
    for (long i = 0; i < ROWS; i++) {
      rows.add(new Object[] {commit * (long) ROWS + i, "text " + i});
    }
    return rows;
  }
}
