package dev.lakehouse.spark.quality;

import static dev.lakehouse.spark.Steps.gold;
import static dev.lakehouse.spark.Steps.row;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.TestLake;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/**
 * What a row expectation costs a table that is written anyway: the same rows with more and more
 * rules, in turns, medians. Arguments: number of rows, of rounds.
 */
public final class RuleBenchmark {
  private static final List<Integer> RULES = List.of(0, 1, 10, 30);

  private final TestLake lake = TestLake.create();
  private long sequence;

  private RuleBenchmark() {}

  /** Runs it. */
  public static void main(String[] args) {
    // A Spark as in production, before the tests' own comes.
    SparkSession.builder()
        .master("local[*]")
        .appName("benchmark")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .getOrCreate()
        .sparkContext()
        .setLogLevel("ERROR");
    new RuleBenchmark().run(Long.parseLong(args[0]), Integer.parseInt(args[1]));
    TestLake.spark().stop();
  }

  private void run(long rows, int rounds) {
    System.out.printf(
        Locale.ROOT,
        "%,d rows, %d cores, load average before %.1f%n",
        rows,
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    lake.bronze(
        "bronze.rows",
        TestLake.sql(
            "SELECT id, id %% 1000 AS a, rand(1) AS b, uuid() AS c FROM range(%d)"
                .formatted(rows)));
    RULES.forEach(this::seconds);
    List<double[]> took = RULES.stream().map(rules -> new double[rounds]).toList();
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < RULES.size(); i++) {
        took.get(i)[round] = seconds(RULES.get(i));
      }
    }
    double without = Anomalies.median(took.get(0));
    for (int i = 0; i < RULES.size(); i++) {
      double median = Anomalies.median(took.get(i));
      System.out.printf(
          Locale.ROOT,
          "%2d rules: %.2f s (%.2f to %.2f), %.3f times that without%n",
          RULES.get(i),
          median,
          Arrays.stream(took.get(i)).min().orElse(0),
          Arrays.stream(took.get(i)).max().orElse(0),
          median / without);
    }
  }

  private double seconds(int rules) {
    List<Expectation> expectations =
        new ArrayList<>(
            IntStream.range(0, rules)
                .mapToObj(
                    i -> row("rule_" + i, Expectation.Action.WARN, "a <> " + i + " AND b < 0.99"))
                .toList());
    Step.Gold step =
        gold(
            "copy",
            "SELECT * FROM bronze.rows",
            List.of("bronze.rows"),
            List.of(),
            expectations.toArray(Expectation[]::new));
    sequence++;
    long begin = System.nanoTime();
    lake.refreshing("gold.copy").run(sequence, step).ok();
    return (System.nanoTime() - begin) / 1e9;
  }
}
