package dev.lakehouse.spark.local;

import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.spark.SparkSessions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.apache.spark.sql.SparkSession;

/** Spark inside this JVM, set up for small data: few partitions, no interpreter of columns. */
final class LocalSpark {
  private LocalSpark() {}

  static SparkSession open() {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[*]")
            .appName("lakehouse")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1");
    SparkSessions.defaults(new RunPlan.Lake("/", null, null, RunPlan.Endpoints.AWS))
        .forEach(builder::config);
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
