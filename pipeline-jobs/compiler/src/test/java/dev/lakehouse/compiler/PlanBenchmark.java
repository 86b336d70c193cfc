package dev.lakehouse.compiler;

import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.plan.PlanCodec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How long a pipeline of many tables takes to compile into a plan and its JSON: the first time in a
 * JVM, with all classes still to be loaded, and when it is warm. Argument: number of tables. A
 * quarter are silver, with columns, keys and expectations; the rest are gold and read, in queries
 * with common table expressions, joins and windows, silver tables and each other.
 */
public final class PlanBenchmark {
  private static final int ROUNDS = 50;

  private PlanBenchmark() {}

  /** Runs it. */
  public static void main(String[] args) {
    int tables = Integer.parseInt(args[0]);
    MedallionPipeline pipeline = pipeline(tables / 4, tables - tables / 4);
    HasMetadata source = Specs.source("b");
    var threads = ManagementFactory.getThreadMXBean();
    long cpuBefore = threads.getCurrentThreadCpuTime();
    double cold = millis(pipeline, source);
    double coldCpu = (threads.getCurrentThreadCpuTime() - cpuBefore) / 1e6;
    cpuBefore = threads.getCurrentThreadCpuTime();
    double[] warm = IntStream.range(0, ROUNDS).mapToDouble(i -> millis(pipeline, source)).toArray();
    double warmCpu = (threads.getCurrentThreadCpuTime() - cpuBefore) / 1e6 / ROUNDS;
    double[] last = Arrays.stream(warm).skip(ROUNDS / 2).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "%d tables, load average %.1f: first %.0f ms (%.0f of a core), then %.0f ms, warm %.0f ms (median of %d, least %.0f), all but the first on average %.0f ms of a core%n",
        tables,
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        cold,
        coldCpu,
        warm[0],
        last[last.length / 2],
        last.length,
        last[0],
        warmCpu);
  }

  private static double millis(MedallionPipeline pipeline, HasMetadata source) {
    long begin = System.nanoTime();
    String json =
        PlanCodec.toJson(
            Specs.plan(PlanCompiler.compile(pipeline, Specs.workspace(pipeline, source))));
    double millis = (System.nanoTime() - begin) / 1e6;
    if (json.isEmpty()) {
      throw new IllegalStateException("no plan");
    }
    return millis;
  }

  private static MedallionPipeline pipeline(int silver, int gold) {
    String cleaned =
        IntStream.range(0, silver).mapToObj(PlanBenchmark::silver).collect(Collectors.joining());
    String queries =
        IntStream.range(0, gold).mapToObj(i -> gold(i, silver)).collect(Collectors.joining());
    return Specs.pipeline("p", "silver:\n" + cleaned + "gold:\n" + queries);
  }

  private static String silver(int i) {
    return """
          - name: s%d
            from: bronze.b
            columns:
              - {name: id, cast: bigint}
              - {name: amount, expr: "coalesce(amount, 0) * 100", cast: "decimal(18,2)"}
              - {name: at, cast: timestamp}
              - {name: mail, expr: "lower(trim(mail))"}
            where: "id IS NOT NULL AND kind <> 'test'"
            keys: [id]
            sequenceBy: at
            expectations:
              - {name: positive, expr: "amount >= 0", action: Drop}
              - {name: mailed, expr: "mail LIKE '%%@%%'", action: Warn}
        """
        .formatted(i);
  }

  private static String gold(int i, int silver) {
    String before = i % 3 == 0 ? "silver.s%d".formatted((i + 5) % silver) : "gold.g" + (i - 1);
    return """
          - name: g%d
            sql: |
              WITH recent AS (SELECT id, amount, at FROM silver.s%d WHERE at > date'2026-01-01'),
              ranked AS (SELECT *, row_number() OVER (PARTITION BY id ORDER BY at DESC) AS r FROM recent)
              SELECT x.id, count(*) AS n, sum(CASE WHEN x.amount > 10 THEN x.amount ELSE 0 END) AS amount, max(x.at) AS at
              FROM ranked x LEFT JOIN %s y ON x.id = y.id WHERE x.r <= 10 GROUP BY x.id HAVING count(*) > 1
            keys: [id]
            expectations:
              - {name: some, expr: "n > 0", action: Fail}
        """
        .formatted(i, i % silver, before);
  }
}
