package dev.lakehouse.spark.bronze;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.from_json;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.StructType;

/**
 * Spark Structured Streaming on the records that the Kinesis consumer's benchmark makes, as lines
 * of files: no stream's protocol to speak. Argument: the folder. {@code
 * pipeline-jobs/kinesis/benchmark/compare} runs both.
 */
public final class StreamingBenchmark {
  private static final int ROUNDS = 3;

  /** About 100,000 records a commit of 500,000 in twenty files. */
  private static final int FILES_A_COMMIT = 4;

  private StreamingBenchmark() {}

  public static void main(String[] words) throws Exception {
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("benchmark")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .config("spark.databricks.delta.snapshotPartitions", "2")
            .getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    for (int round = 1; round <= ROUNDS; round++) {
      long begin = System.nanoTime();
      long cpu = cpu();
      long rows = run(spark, words[0]);
      // The first round is the compiler's.
      if (round > 1) {
        System.out.printf(
            "RESULT spark %d %.2f %.2f%n",
            rows, (System.nanoTime() - begin) / 1e9, (cpu() - cpu) / 1e9);
      }
    }
    spark.stop();
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long run(SparkSession spark, String records) throws Exception {
    Path root = Files.createTempDirectory("streaming-benchmark");
    StructType type =
        StructType.fromDDL(
            "order_id STRING, amount DECIMAL(12,2), quantity INT, ordered_at TIMESTAMP, note"
                + " STRING");
    try {
      var query =
          spark
              .readStream()
              .option("maxFilesPerTrigger", FILES_A_COMMIT)
              .text(records)
              .select(
                  from_json(col("value"), type).as("row"),
                  col("_metadata.file_name").as("_shard"),
                  col("_metadata.file_modification_time").as("_arrived_at"),
                  current_timestamp().as("_ingested_at"))
              .select("row.*", "_shard", "_arrived_at", "_ingested_at")
              .writeStream()
              .format("delta")
              .option("checkpointLocation", root.resolve("checkpoint").toString())
              .trigger(Trigger.AvailableNow())
              .start(root.resolve("table").toString());
      query.awaitTermination();
      long rows = 0;
      for (var progress : query.recentProgress()) {
        rows += progress.numInputRows();
      }
      return rows;
    } finally {
      delete(root);
    }
  }

  private static void delete(Path root) throws IOException {
    if (!FileUtil.fullyDelete(root.toFile())) {
      throw new IOException(root + " can't be deleted");
    }
  }
}
