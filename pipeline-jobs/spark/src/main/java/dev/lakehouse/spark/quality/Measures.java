package dev.lakehouse.spark.quality;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.TableExpectation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The numbers that expectations need of a table, all taken in one aggregation. */
final class Measures {
  /** Number of rows. */
  static final Column ROWS = count(lit(1));

  private static final double MICROS = 1e6;

  private final long rows;
  private final Map<String, Double> values;

  private Measures(long rows, Map<String, Double> values) {
    this.rows = rows;
    this.values = values;
  }

  /** Takes them. */
  static Measures of(List<Expectation> expectations, Dataset<Row> table) {
    return from(
        expectations,
        table.agg(ROWS, columns(expectations).values().toArray(Column[]::new)).first());
  }

  /** The aggregates to take besides {@link #ROWS}, by the expectation's name. */
  static Map<String, Column> columns(List<Expectation> expectations) {
    Map<String, Column> wanted = new LinkedHashMap<>();
    for (Expectation expectation : expectations) {
      Column column = column(expectation);
      if (column != null) {
        wanted.put(expectation.name(), column.cast("double"));
      }
    }
    return wanted;
  }

  /** Those of a row that holds {@link #ROWS} and the aggregates, in order. */
  static Measures from(List<Expectation> expectations, Row row) {
    Map<String, Double> values = new LinkedHashMap<>();
    int i = 1;
    for (String name : columns(expectations).keySet()) {
      values.put(name, row.isNullAt(i) ? null : (Double) row.getDouble(i));
      i++;
    }
    return new Measures(row.getLong(0), values);
  }

  private static Column column(Expectation expectation) {
    if (expectation instanceof TableExpectation.PrimaryKey key) {
      return count_if(
          key.columns().stream()
              .map(column -> col(TableChecks.quoted(column)).isNull())
              .reduce(lit(false), Column::or));
    }
    if (expectation instanceof TableExpectation.Freshness freshness) {
      Column time = col(TableChecks.quoted(freshness.column())).cast("timestamp");
      return unix_micros(max(time)).divide(lit(MICROS));
    }
    return expectation instanceof TableExpectation.Anomaly anomaly ? metric(anomaly) : null;
  }

  private static Column metric(TableExpectation.Anomaly anomaly) {
    if (anomaly.metric() == TableExpectation.Metric.ROWS) {
      return count(lit(1));
    }
    Column column = col(TableChecks.quoted(anomaly.column()));
    return switch (anomaly.metric()) {
      case NULL_SHARE -> avg(when(column.isNull(), lit(1.0)).otherwise(lit(0.0)));
      case MEAN -> avg(column.cast("double"));
      default -> sum(column.cast("double"));
    };
  }

  /** Rows of the table. */
  long rows() {
    return rows;
  }

  /** What was measured for that expectation; null when there was nothing to measure. */
  Double of(Expectation expectation) {
    return values.get(expectation.name());
  }
}
