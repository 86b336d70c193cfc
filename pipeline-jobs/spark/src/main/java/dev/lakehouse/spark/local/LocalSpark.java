package dev.lakehouse.spark.local;

import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.spark.SparkSessions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Spark inside this JVM, set up for small data. */
final class LocalSpark {
  /**
   * For a handful of rows: compiling code for a query takes longer than interpreting it, each
   * exchange is a job of its own.
   */
  private static final Map<String, String> FOR_TESTS =
      Map.of(
          "spark.sql.codegen.wholeStage", "false",
          "spark.sql.codegen.factoryMode", "NO_CODEGEN",
          "spark.sql.shuffle.partitions", "1",
          "spark.default.parallelism", "1",
          "spark.sql.adaptive.enabled", "false",
          "spark.databricks.delta.snapshotPartitions", "1",
          "spark.databricks.delta.writeChecksumFile.enabled", "false");

  private LocalSpark() {}

  /** For an author's data in that lake. */
  static SparkSession open(RunPlan.Lake lake) {
    return open(lake, Map.of());
  }

  /** For unit tests. */
  static SparkSession forTests() {
    return open(new RunPlan.Lake("/", null, null, RunPlan.Endpoints.AWS), FOR_TESTS);
  }

  private static SparkSession open(RunPlan.Lake lake, Map<String, String> more) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[*]")
            .appName("lakehouse")
            .config("spark.sql.shuffle.partitions", "2")
            // A JVM that stays finds again what it compiled for the command before.
            .config("spark.sql.codegen.cache.maxEntries", "1000")
            // Delta's own is 50: as many tasks each time a table is opened.
            .config("spark.databricks.delta.snapshotPartitions", "2")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1");
    SparkSessions.defaults(lake).forEach(builder::config);
    more.forEach(builder::config);
    try {
      builder.config("spark.sql.warehouse.dir", Files.createTempDirectory("lakehouse").toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    SparkSession spark = builder.getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    return spark;
  }
}
