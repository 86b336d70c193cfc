package dev.lakehouse.spark.upkeep;

import dev.lakehouse.spark.delta.TableState;
import dev.lakehouse.spark.upkeep.UpkeepRule.Action;
import io.delta.tables.DeltaTable;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** Does what a table needs. Delta's own commands: their commits change no row and say so. */
final class Work {
  private static final String MIN_FILE = "spark.databricks.delta.optimize.minFileSize";
  private static final String MAX_FILE = "spark.databricks.delta.optimize.maxFileSize";

  private final SparkSession session;
  private final Vacuum vacuum;
  private final Thresholds from;

  Work(SparkSession session, Vacuum vacuum, Thresholds from) {
    this.session = session;
    this.vacuum = vacuum;
    this.from = from;
  }

  /**
   * Does it; what it did, in {@code status.steps[].metrics}.
   *
   * @param measured by which it was decided
   */
  Map<String, Double> perform(
      Action action, String path, TableState table, TableMeasures measured, Duration retention) {
    return switch (action.kind()) {
      case PURGE -> rewritten(session.sql("REORG TABLE delta.`" + path + "` APPLY (PURGE)"));
      case COMPACT, CLUSTER -> optimized(path);
      case STATISTICS -> Map.of("filesMeasured", (double) FileStatistics.gather(session, table));
      case CHECKPOINT -> checkpointed(table);
      case VACUUM -> {
        vacuum.delete(path, retention);
        yield Map.of(
            "filesDeleted",
            (double) measured.obsoleteFiles(),
            "bytesDeleted",
            (double) measured.obsoleteBytes());
      }
    };
  }

  private Map<String, Double> optimized(String path) {
    session.conf().set(MIN_FILE, from.smallFile());
    session.conf().set(MAX_FILE, from.fileSize());
    try {
      return rewritten(DeltaTable.forPath(session, path).optimize().executeCompaction());
    } finally {
      session.conf().unset(MIN_FILE);
      session.conf().unset(MAX_FILE);
    }
  }

  private static Map<String, Double> rewritten(Dataset<Row> result) {
    Row row =
        result
            .selectExpr(
                "metrics.numFilesAdded AS filesAdded",
                "metrics.numFilesRemoved AS filesRemoved",
                "metrics.filesAdded.totalSize AS bytesAdded",
                "metrics.filesRemoved.totalSize AS bytesRemoved")
            .head();
    Map<String, Double> metrics = new TreeMap<>();
    for (String name : row.schema().fieldNames()) {
      Object value = row.getAs(name);
      metrics.put(name, value == null ? 0 : ((Number) value).doubleValue());
    }
    return metrics;
  }

  private static Map<String, Double> checkpointed(TableState table) {
    table.snapshot().deltaLog().checkpoint(table.snapshot(), Option.empty());
    return Map.of("checkpoints", 1.0);
  }
}
