package dev.lakehouse.spark.upkeep;

import static org.apache.spark.sql.functions.ceil;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import dev.lakehouse.spark.delta.TableState;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.skipping.clustering.ClusteredTableUtils$;

/** Measures a table: its log, and for what is obsolete its folder; no data is read. */
final class Measuring {
  private Measuring() {}

  /** The measures of a table that exists. */
  static TableMeasures of(
      TableState table, Thresholds from, ObsoleteFiles obsolete, Optional<String> heldBack) {
    Snapshot snapshot = table.snapshot();
    boolean clustered = ClusteredTableUtils$.MODULE$.isSupported(snapshot.protocol());
    Row all = files(snapshot, from);
    return new TableMeasures(
        number(all, "files"),
        number(all, "bytes"),
        number(all, "smallFiles"),
        number(all, "smallBytes"),
        number(all, "savedFiles"),
        clustered,
        clustered ? number(all, "unclusteredFiles") : 0,
        clustered ? number(all, "unclusteredBytes") : 0,
        number(all, "rows"),
        number(all, "deletedRows"),
        number(all, "unmeasuredFiles"),
        number(all, "unmeasuredBytes"),
        snapshot.logSegment().deltas().size(),
        obsolete.files(),
        obsolete.bytes(),
        heldBack);
  }

  /** Files of different partitions can't be put together, so each is looked at by itself. */
  private static Row files(Snapshot snapshot, Thresholds from) {
    Column small = col("size").lt(from.smallFile());
    Column unclustered = col("clusteringProvider").isNull();
    Column unmeasured = FileStatistics.missing(snapshot);
    return snapshot
        .allFiles()
        .toDF()
        .groupBy(to_json(col("partitionValues")))
        .agg(
            count(lit(1)).as("files"),
            sum("size").as("bytes"),
            sum(when(small, 1).otherwise(0)).as("smallFiles"),
            sum(when(small, col("size")).otherwise(0)).as("smallBytes"),
            sum(when(unclustered, 1).otherwise(0)).as("unclusteredFiles"),
            sum(when(unclustered, col("size")).otherwise(0)).as("unclusteredBytes"),
            sum(expr("bigint(get_json_object(stats, '$.numRecords'))")).as("rows"),
            sum(coalesce(col("deletionVector.cardinality"), lit(0L))).as("deletedRows"),
            sum(when(unmeasured, 1).otherwise(0)).as("unmeasuredFiles"),
            sum(when(unmeasured, col("size")).otherwise(0)).as("unmeasuredBytes"))
        .withColumn(
            "savedFiles",
            greatest(
                lit(0L),
                col("smallFiles").minus(ceil(col("smallBytes").divide(lit(from.fileSize()))))))
        .groupBy()
        .sum()
        .toDF(
            "files",
            "bytes",
            "smallFiles",
            "smallBytes",
            "unclusteredFiles",
            "unclusteredBytes",
            "rows",
            "deletedRows",
            "unmeasuredFiles",
            "unmeasuredBytes",
            "savedFiles")
        .head();
  }

  private static long number(Row row, String name) {
    Object value = row.getAs(name);
    return value == null ? 0 : ((Number) value).longValue();
  }
}
