package dev.lakehouse.spark;

import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.storage.LogStoreSettings;
import dev.lakehouse.storage.S3aSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** The Spark session of a job: what spark-submit gives, completed by what the engine needs. */
public final class SparkSessions {
  /** Spark makes a thread for each task of these pools until there are a thousand. */
  private static final Map<String, String> FEW_THREADS =
      Map.of(
          "spark.sql.shuffleExchange.maxThreadThreshold", "32",
          "spark.sql.resultQueryStage.maxThreadThreshold", "32",
          "spark.sql.broadcastExchange.maxThreadThreshold", "32");

  private SparkSessions() {}

  /** Starts Spark: in the cluster it was submitted to, else in this JVM. */
  static SparkSession open(RunPlan plan, boolean goesOn) {
    SparkConf given = new SparkConf();
    SparkSession.Builder builder = SparkSession.builder().appName(plan.owner().name());
    if (!given.contains("spark.master")) {
      builder.master("local[*]");
    }
    Map<String, String> settings = defaults(plan.lake());
    if (goesOn) {
      settings.putAll(FEW_THREADS);
    }
    settings.forEach(
        (key, value) -> {
          if (!given.contains(key)) {
            builder.config(key, value);
          }
        });
    return builder.getOrCreate();
  }

  /** Settings that hold unless the user has set others. */
  public static Map<String, String> defaults(RunPlan.Lake lake) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension");
    settings.put(
        "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
    settings.putAll(LogStoreSettings.spark());
    // Text of times must not depend on where a pod happens to run.
    settings.put("spark.sql.session.timeZone", "UTC");
    settings.put("spark.ui.enabled", "false");
    // Steps are planned while executors start; their first tasks wait for one anyway.
    settings.put("spark.scheduler.minRegisteredResourcesRatio", "0");
    String endpoint = lake.endpoints() == null ? null : lake.endpoints().s3();
    S3aSettings.of(lake.region(), endpoint, lake.kmsKeyId())
        .forEach((key, value) -> settings.put("spark.hadoop." + key, value));
    return settings;
  }
}
