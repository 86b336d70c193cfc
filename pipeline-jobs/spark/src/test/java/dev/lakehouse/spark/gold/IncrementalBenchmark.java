package dev.lakehouse.spark.gold;

import static dev.lakehouse.spark.Steps.incremental;

import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.TestLake;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * How long a gold table takes in full and by changed keys, on the same data in one JVM. Prints a
 * table for the README. Arguments: number of orders, of customers.
 */
public final class IncrementalBenchmark {
  private static final String QUERY =
      "SELECT o.customer, count(*) AS frequency, sum(o.amount) AS monetary, max(o.day) AS last_day,"
          + " max(c.segment) AS segment FROM silver.orders o"
          + " JOIN silver.customers c ON c.customer = o.customer GROUP BY o.customer";

  private static final int TIMES = 3;

  private final TestLake lake = TestLake.create();
  private final long orders;
  private final long customers;
  private long sequence;

  private IncrementalBenchmark(long orders, long customers) {
    this.orders = orders;
    this.customers = customers;
  }

  /** Runs it. */
  public static void main(String[] args) {
    // A Spark as in production, before the tests' own comes. Nothing is too much here: the ratio
    // beyond the usual limit is what is to be seen.
    SparkSession.builder()
        .master("local[*]")
        .appName("benchmark")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.databricks.delta.snapshotPartitions", "4")
        .config("spark.lakehouse.incremental.maxChangedShare", "1000")
        .getOrCreate()
        .sparkContext()
        .setLogLevel("ERROR");
    new IncrementalBenchmark(Long.parseLong(args[0]), Long.parseLong(args[1])).run();
    TestLake.spark().stop();
  }

  private void run() {
    System.out.printf(
        Locale.ROOT,
        "%,d orders of %,d customers, %d cores, load average before %.1f%n",
        orders,
        customers,
        Runtime.getRuntime().availableProcessors(),
        java.lang.management.ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    write("silver.orders", rows(0, orders, 1), SaveMode.Overwrite);
    write(
        "silver.customers",
        "SELECT id AS customer, id % 7 AS segment FROM range(" + customers + ")",
        SaveMode.Overwrite);
    timed(true);
    System.out.println("| keys changed | full, s | incremental, s | ratio |");
    System.out.println("|---|---:|---:|---:|");
    for (double share : List.of(0.001, 0.01, 0.1, 0.3, 0.5)) {
      measure(share);
    }
  }

  private void measure(double share) {
    double full = Double.MAX_VALUE;
    double incremental = Double.MAX_VALUE;
    for (int i = 0; i < TIMES; i++) {
      change(share);
      incremental = Math.min(incremental, timed(false));
      full = Math.min(full, timed(true));
    }
    System.out.printf(
        Locale.ROOT,
        "| %s %% | %.2f | %.2f | %.1f |%n",
        share * 100,
        full,
        incremental,
        full / incremental);
  }

  /** One more order of each of so many customers, spread over all. */
  private void change(double share) {
    long every = Math.round(1 / share);
    write(
        "silver.orders",
        rows(0, customers, 1) + " WHERE pmod(hash(id, %d), %d) = 0".formatted(sequence, every),
        SaveMode.Append);
  }

  private String rows(long from, long to, int seed) {
    return "SELECT id, pmod(hash(id, %d), %d) AS customer, CAST(pmod(hash(id), 10000) AS DECIMAL(12,2)) AS amount, id %% 365 AS day, repeat('x', 40) AS note FROM range(%d, %d)"
        .formatted(seed, customers, from, to);
  }

  private void write(String table, String query, SaveMode mode) {
    TestLake.spark().sql(query).write().format("delta").mode(mode).save(lake.table(table).path());
  }

  private double timed(boolean full) {
    Step step =
        incremental(
            "features", QUERY, List.of("silver.orders", "silver.customers"), List.of("customer"));
    lake.refreshing(full ? new String[] {"gold.features"} : new String[0]);
    long begin = System.nanoTime();
    StepStatus status = lake.run(++sequence, step).ok().step(step.id());
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (!full && !status.message().startsWith("incremental")) {
      throw new IllegalStateException(status.message());
    }
    return seconds;
  }
}
