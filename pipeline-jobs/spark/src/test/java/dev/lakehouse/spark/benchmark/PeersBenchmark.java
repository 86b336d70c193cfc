package dev.lakehouse.spark.benchmark;

import static dev.lakehouse.spark.Steps.gold;
import static dev.lakehouse.spark.Steps.row;
import static dev.lakehouse.spark.Steps.silver;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.progress.SilentReporter;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.CrashPoints;
import dev.lakehouse.spark.Engine;
import dev.lakehouse.spark.Failure;
import dev.lakehouse.spark.JobSettings;
import dev.lakehouse.spark.RunContext;
import dev.lakehouse.spark.StepRunners;
import dev.lakehouse.spark.ledger.RunHistory;
import dev.lakehouse.spark.ledger.RunLedger;
import dev.lakehouse.spark.quality.QualityLedger;
import dev.lakehouse.spark.quality.QuarantineRelease;
import io.trino.tpch.TpchTable;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Silver and gold of TPC-H as this engine makes them, and by hand; {@code benchmark/peers} runs it.
 * Arguments: {@code make ROOT SCALE}, {@code ours ROOT}, {@code hand ROOT OUT}, or {@code compare
 * ROOT FOLDER…}.
 */
public final class PeersBenchmark {
  private static final Map<String, List<String>> TABLES =
      Map.of(
          "customer", List.of("0 custkey", "1 name", "5 acctbal", "6 segment"),
          "orders", List.of("0 orderkey", "1 custkey", "2 status", "3 totalprice", "4 orderdate"),
          "lineitem",
              List.of(
                  "0 orderkey",
                  "1 partkey",
                  "4 quantity",
                  "5 extendedprice",
                  "6 discount",
                  "10 shipdate"));

  private static final String FEATURES =
      "SELECT custkey, count(*) AS orders, sum(totalprice) AS spent, max(orderdate) AS last_order FROM silver.orders GROUP BY custkey";

  private static final String REVENUE =
      "SELECT c.segment, date_trunc('MONTH', o.orderdate) AS month, sum(l.extendedprice * (1 - l.discount)) AS revenue, count(*) AS items"
          + " FROM silver.lineitem l JOIN silver.orders o ON o.orderkey = l.orderkey JOIN silver.customer c ON c.custkey = o.custkey"
          + " GROUP BY c.segment, date_trunc('MONTH', o.orderdate)";

  private PeersBenchmark() {}

  /** Does one of the things. */
  public static void main(String[] args) throws IOException {
    try (SparkSession spark = SparkSession.builder().appName("peers").getOrCreate()) {
      spark.sparkContext().setLogLevel("ERROR");
      long begin = System.nanoTime();
      switch (args[0]) {
        case "make" -> make(spark, args[1], Double.parseDouble(args[2]));
        case "ours" -> ours(spark, args[1]);
        case "hand" -> hand(spark, args[1] + "/bronze", args[2]);
        default -> compare(spark, args[1], List.of(args).subList(2, args.length));
      }
      System.out.printf(Locale.ROOT, "WORK %.2f%n", (System.nanoTime() - begin) / 1e9);
    }
  }

  /** Bronze as files bring it: text, and one order in fifty a second time, as it was before. */
  private static void make(SparkSession spark, String root, double scale) {
    TABLES.forEach(
        (table, columns) -> {
          Dataset<String> lines =
              spark
                  .createDataset(IntStream.rangeClosed(1, 8).boxed().toList(), Encoders.INT())
                  .repartition(8)
                  .flatMap(
                      (FlatMapFunction<Integer, String>) part -> lines(table, scale, part),
                      Encoders.STRING());
          Dataset<Row> rows =
              lines.selectExpr(
                  columns.stream()
                      .map(each -> each.split(" "))
                      .map(each -> "split(value, '[|]')[%s] AS %s".formatted(each[0], each[1]))
                      .toArray(String[]::new));
          if (table.equals("orders")) {
            rows = rows.withColumn("updated", org.apache.spark.sql.functions.lit("2"));
            rows =
                rows.unionByName(
                    rows.where("CAST(orderkey AS BIGINT) % 50 = 1")
                        .selectExpr(
                            "orderkey",
                            "custkey",
                            "'O' AS status",
                            "totalprice",
                            "orderdate",
                            "'1' AS updated"));
          }
          rows.write().format("delta").save(root + "/bronze/" + table);
        });
  }

  private static java.util.Iterator<String> lines(String table, double scale, int part) {
    return StreamSupport.stream(
            TpchTable.getTable(table).createGenerator(scale, part, 8).spliterator(), false)
        .map(each -> each.toLine())
        .iterator();
  }

  private static Step.SilverColumn column(String name, String expression, String type) {
    return new Step.SilverColumn(name, expression, type, null);
  }

  private static void ours(SparkSession spark, String root) {
    Step.Silver customer =
        silver(
            "customer",
            "bronze.customer",
            List.of(
                column("custkey", null, "bigint"),
                column("name", "trim(name)", null),
                column("segment", "lower(segment)", null),
                column("acctbal", null, "decimal(12,2)")),
            null,
            List.of(),
            null);
    Step.Silver orders =
        silver(
            "orders",
            "bronze.orders",
            List.of(
                column("orderkey", null, "bigint"),
                column("custkey", null, "bigint"),
                column("status", null, null),
                column("totalprice", null, "decimal(12,2)"),
                column("orderdate", null, "date"),
                column("updated", null, "bigint")),
            null,
            List.of("orderkey"),
            "updated");
    Step.Silver lineitem =
        silver(
            "lineitem",
            "bronze.lineitem",
            List.of(
                column("orderkey", null, "bigint"),
                column("partkey", null, "bigint"),
                column("quantity", null, "decimal(12,2)"),
                column("extendedprice", null, "decimal(12,2)"),
                column("discount", null, "decimal(12,2)"),
                column("shipdate", null, "date")),
            null,
            List.of(),
            null,
            row("some", Expectation.Action.DROP, "quantity > 0"));
    Step.Gold features =
        gold("features", FEATURES, List.of("silver.orders"), List.of("silver.orders"));
    List<String> all = List.of("silver.lineitem", "silver.orders", "silver.customer");
    Step.Gold revenue = gold("revenue", REVENUE, all, all);
    RunPlan plan =
        new RunPlan(
            RunPlan.FORMAT_VERSION,
            new RunPlan.PlanOwner("MedallionPipeline", "benchmark", "tpch"),
            new RunPlan.Lake(root, "eu-west-1", null, RunPlan.Endpoints.AWS),
            List.<PlanConnection>of(),
            List.of(customer, orders, lineitem, features, revenue));
    RunContext run =
        new RunContext(
            plan,
            1L,
            Set.of(),
            QuarantineRelease.NONE,
            Optional.empty(),
            new JobSettings(name -> null),
            Clock.systemUTC(),
            CrashPoints.NONE);
    Engine engine = new Engine(spark, run, new StepRunners(), new SilentReporter());
    Optional<Failure> failure = engine.execute();
    if (failure.isPresent()) {
      throw new IllegalStateException(failure.get().toString());
    }
    for (StepStatus step : engine.statuses()) {
      System.out.printf("  %s: %d ms%n", step.name(), step.durationMillis());
    }
    RunHistory.keep(
        Map.of(
            "quality",
            () -> QualityLedger.record(spark, run, "tpch-1", 1, engine.statuses()),
            "runs",
            () -> RunLedger.record(spark, run, "tpch-1", 1, engine.statuses())));
  }

  /** What someone would write who needs these five tables and nothing else. */
  private static void hand(SparkSession spark, String bronze, String out) {
    Map<String, String> silver =
        Map.of(
            "customer",
            "SELECT CAST(custkey AS BIGINT) AS custkey, trim(name) AS name, lower(segment) AS segment, CAST(acctbal AS DECIMAL(12,2)) AS acctbal FROM delta.`%s/customer`",
            "orders",
            "SELECT orderkey, custkey, status, totalprice, orderdate, updated FROM (SELECT CAST(orderkey AS BIGINT) AS orderkey, CAST(custkey AS BIGINT) AS custkey, status, CAST(totalprice AS DECIMAL(12,2)) AS totalprice, CAST(orderdate AS DATE) AS orderdate, CAST(updated AS BIGINT) AS updated, row_number() OVER (PARTITION BY CAST(orderkey AS BIGINT) ORDER BY CAST(updated AS BIGINT) DESC) AS newest FROM delta.`%s/orders`) WHERE newest = 1",
            "lineitem",
            "SELECT * FROM (SELECT CAST(orderkey AS BIGINT) AS orderkey, CAST(partkey AS BIGINT) AS partkey, CAST(quantity AS DECIMAL(12,2)) AS quantity, CAST(extendedprice AS DECIMAL(12,2)) AS extendedprice, CAST(discount AS DECIMAL(12,2)) AS discount, CAST(shipdate AS DATE) AS shipdate FROM delta.`%s/lineitem`) WHERE quantity > 0");
    silver.forEach((table, sql) -> save(spark.sql(sql.formatted(bronze)), out, table));
    for (Map.Entry<String, String> gold :
        Map.of("features", FEATURES, "revenue", REVENUE).entrySet()) {
      String sql = gold.getValue().replaceAll("silver[.](\\w+)", "delta.`" + out + "/$1`");
      save(spark.sql(sql), out, gold.getKey());
    }
  }

  private static void save(Dataset<Row> rows, String out, String table) {
    rows.write().format("delta").mode("overwrite").save(out + "/" + table);
  }

  private static void compare(SparkSession spark, String root, List<String> folders) {
    Map<String, String> layers =
        Map.of(
            "customer",
            "silver",
            "orders",
            "silver",
            "lineitem",
            "silver",
            "features",
            "gold",
            "revenue",
            "gold");
    for (String folder : folders) {
      layers.forEach(
          (table, layer) -> {
            Dataset<Row> ours = spark.read().format("delta").load(root + "/" + layer + "/" + table);
            Dataset<Row> theirs =
                spark.read().format("delta").load(folder + "/" + table).selectExpr(ours.columns());
            boolean same = ours.exceptAll(theirs).isEmpty() && theirs.exceptAll(ours).isEmpty();
            if (!same) {
              throw new IllegalStateException(table + " in " + folder + " differs from ours");
            }
          });
      System.out.println("SAME " + folder);
    }
  }
}
