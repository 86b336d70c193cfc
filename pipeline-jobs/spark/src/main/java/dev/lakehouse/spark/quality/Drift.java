package dev.lakehouse.spark.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;

/**
 * The population stability index of a column between two versions of a table: the sum of (p - q)
 * ln(p / q) over bins. Numbers are binned by the earlier version's deciles, anything else by its
 * fifty most frequent values; nulls are a bin of their own.
 */
final class Drift {
  private static final String NULL = "null";
  private static final String OTHER = "other";
  private static final int VALUES = 50;

  /** Stands for an empty bin, whose logarithm is infinite. */
  private static final double LEAST_SHARE = 1e-4;

  private Drift() {}

  /** The index; 0 when all shares are equal. */
  static double index(Dataset<Row> before, Dataset<Row> now, String column) {
    Column value = col(TableChecks.quoted(column));
    boolean numeric =
        before.schema().apply(column).dataType() instanceof NumericType
            && now.schema().apply(column).dataType() instanceof NumericType;
    Column bin = numeric ? decile(before, column, value) : frequent(before, value);
    return index(counts(before, bin), counts(now, bin));
  }

  private static Column decile(Dataset<Row> before, String column, Column value) {
    double[] tenths = DoubleStream.iterate(0.1, p -> p + 0.1).limit(9).toArray();
    double[] bounds =
        Arrays.stream(
                before
                    .select(value.cast("double").as("v"))
                    .stat()
                    .approxQuantile("v", tenths, 0.001))
            .distinct()
            .toArray();
    Column bin = when(value.isNull(), lit(NULL));
    for (int i = 0; i < bounds.length; i++) {
      bin = bin.when(value.cast("double").leq(bounds[i]), lit("b" + i));
    }
    return bin.otherwise(lit("b" + bounds.length));
  }

  private static Column frequent(Dataset<Row> before, Column value) {
    List<Row> most =
        before
            .filter(value.isNotNull())
            .groupBy(value.cast("string").as("v"))
            .agg(count(lit(1)).as("n"))
            .orderBy(col("n").desc(), col("v"))
            .limit(VALUES)
            .collectAsList();
    Column known = value.cast("string").isin(most.stream().map(row -> row.getString(0)).toArray());
    return when(value.isNull(), lit(NULL))
        .when(known, org.apache.spark.sql.functions.concat(lit("v"), value.cast("string")))
        .otherwise(lit(OTHER));
  }

  private static Map<String, Long> counts(Dataset<Row> rows, Column bin) {
    Map<String, Long> counts = new HashMap<>();
    rows.groupBy(bin.as("b"))
        .agg(count(lit(1)).as("n"))
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    return counts;
  }

  static double index(Map<String, Long> before, Map<String, Long> now) {
    Set<String> bins = new HashSet<>(before.keySet());
    bins.addAll(now.keySet());
    double allBefore = before.values().stream().mapToLong(Long::longValue).sum();
    double allNow = now.values().stream().mapToLong(Long::longValue).sum();
    if (allBefore == 0 || allNow == 0) {
      return allBefore == allNow ? 0 : Double.POSITIVE_INFINITY;
    }
    return bins.stream()
        .mapToDouble(
            bin -> {
              double p = Math.max(LEAST_SHARE, now.getOrDefault(bin, 0L) / allNow);
              double q = Math.max(LEAST_SHARE, before.getOrDefault(bin, 0L) / allBefore);
              return (p - q) * Math.log(p / q);
            })
        .sum();
  }
}
