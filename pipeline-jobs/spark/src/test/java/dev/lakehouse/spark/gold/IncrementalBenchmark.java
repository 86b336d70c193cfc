package dev.lakehouse.spark.gold;

import static dev.lakehouse.spark.Steps.incremental;

import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.JobLog;
import dev.lakehouse.spark.TestLake;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * What a gold table costs in full and by changed keys, on the same data in one JVM. Prints a table
 * for the README. Arguments: number of orders, of customers, of rounds.
 */
public final class IncrementalBenchmark {
  private static final String FROM =
      " FROM silver.orders o JOIN silver.customers c ON c.customer = o.customer GROUP BY o.customer";

  private static final String SUMS =
      "SELECT o.customer, count(*) AS frequency, sum(o.amount) AS monetary, max(o.day) AS last_day,"
          + " max(c.segment) AS segment"
          + FROM;

  /** Nothing that new rows could be added to. */
  private static final String DISTINCT =
      "SELECT o.customer, count(DISTINCT o.day) AS days, sum(o.amount) AS monetary, max(c.segment) AS segment"
          + FROM;

  /**
   * A table and how its inputs change.
   *
   * @param sorted whether orders lie by customer and customers next to each other change; else
   *     orders lie anyhow and changes are spread over all customers and files
   */
  private record Case(String name, String query, boolean sorted) {}

  private static final List<Case> CASES =
      List.of(
          new Case("sums; changes all over", SUMS, false),
          new Case("distinct counts; sorted by key, neighbours change", DISTINCT, true),
          new Case("distinct counts; changes all over", DISTINCT, false));

  /** A time and what was used in it. */
  private record Cost(double seconds, JobLog.Used used) {}

  private final TestLake lake = TestLake.create();
  private final long orders;
  private final long customers;
  private final int rounds;
  private final JobLog jobs = JobLog.on(TestLake.spark().sparkContext());
  private long sequence;

  private IncrementalBenchmark(long orders, long customers, int rounds) {
    this.orders = orders;
    this.customers = customers;
    this.rounds = rounds;
  }

  /** Runs it. */
  public static void main(String[] args) {
    // A Spark as in production, before the tests' own comes.
    SparkSession.builder()
        .master("local[2]")
        .appName("benchmark")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.sql.shuffle.partitions", "8")
        // What is beyond the usual limit is to be seen, too.
        .config("spark.lakehouse.incremental.maxCostRatio", "1000")
        .getOrCreate()
        .sparkContext()
        .setLogLevel("ERROR");
    new IncrementalBenchmark(
            Long.parseLong(args[0]), Long.parseLong(args[1]), Integer.parseInt(args[2]))
        .run();
    TestLake.spark().stop();
  }

  private void run() {
    System.out.printf(
        Locale.ROOT,
        "%,d orders of %,d customers, %d cores, load average before %.1f%n",
        orders,
        customers,
        Runtime.getRuntime().availableProcessors(),
        load());
    write(
        "silver.customers",
        "SELECT id AS customer, id % 7 AS segment FROM range(" + customers + ")",
        SaveMode.Overwrite);
    System.out.println(
        "| table | keys changed | full, s | incremental, s | ratio | cores, s | ratio | bytes read | jobs | load |");
    System.out.println("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    CASES.forEach(this::measure);
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private void measure(Case each) {
    write(
        "silver.orders",
        rows(0, orders, 1) + (each.sorted() ? " ORDER BY customer" : ""),
        SaveMode.Overwrite);
    Step step =
        incremental(
            "features",
            each.query(),
            List.of("silver.orders", "silver.customers"),
            List.of("customer"));
    timed(step, true);
    change(each, 0.01);
    timed(step, false);
    List<Cost> full = new ArrayList<>();
    for (double share : List.of(0.001, 0.01, 0.1)) {
      List<Cost> some = new ArrayList<>();
      for (int i = 0; i < rounds; i++) {
        change(each, share);
        some.add(timed(step, false));
        full.add(timed(step, true));
      }
      tell(each, share, least(full), least(some));
    }
  }

  /** The one that others on the machine disturbed least. */
  private static Cost least(List<Cost> costs) {
    return costs.stream().min(Comparator.comparingDouble(Cost::seconds)).orElseThrow();
  }

  private static void tell(Case each, double share, Cost full, Cost some) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %s %% | %.2f | %.2f | %.1f | %.1f to %.1f | %.1f | %,d to %,d | %d to %d | %.1f |%n",
        each.name(),
        share * 100,
        full.seconds(),
        some.seconds(),
        full.seconds() / some.seconds(),
        full.used().cpuSeconds(),
        some.used().cpuSeconds(),
        full.used().cpuSeconds() / some.used().cpuSeconds(),
        full.used().bytesRead(),
        some.used().bytesRead(),
        full.used().jobs(),
        some.used().jobs(),
        load());
  }

  /** One more order of each of so many customers. */
  private void change(Case each, double share) {
    long first = sequence * 7919 % (customers / 2);
    String which =
        each.sorted()
            ? " WHERE id >= %d AND id < %d".formatted(first, first + Math.round(customers * share))
            : " WHERE pmod(hash(id, %d), %d) = 0".formatted(sequence, Math.round(1 / share));
    write(
        "silver.orders",
        "SELECT id, id AS customer, amount, day, note FROM (%s)%s"
            .formatted(rows(0, customers, 1), which),
        SaveMode.Append);
  }

  private String rows(long from, long to, int seed) {
    return "SELECT id, CAST(pmod(hash(id, %d), %d) AS BIGINT) AS customer, CAST(pmod(hash(id), 10000) AS DECIMAL(12,2)) AS amount, id %% 365 AS day, repeat('x', 40) AS note FROM range(%d, %d)"
        .formatted(seed, customers, from, to);
  }

  private void write(String table, String query, SaveMode mode) {
    TestLake.spark().sql(query).write().format("delta").mode(mode).save(lake.table(table).path());
  }

  private Cost timed(Step step, boolean full) {
    lake.refreshing(full ? new String[] {"gold.features"} : new String[0]);
    JobLog.Used before = jobs.used();
    long begin = System.nanoTime();
    StepStatus status = lake.run(++sequence, step).ok().step(step.id());
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (!full && !status.message().startsWith("incremental")) {
      throw new IllegalStateException(status.message());
    }
    return new Cost(seconds, jobs.used().since(before));
  }
}
