package dev.lakehouse.spark.quality;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.TableExpectation;
import dev.lakehouse.plan.progress.ExpectationResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;

/** Expectations about one number of a table: against the clock, its schema, or its past. */
final class MeasuredChecks {
  private final Surroundings surroundings;
  private final Measures measures;

  MeasuredChecks(Surroundings surroundings, Measures measures) {
    this.surroundings = surroundings;
    this.measures = measures;
  }

  ExpectationResult evaluate(Expectation expectation, Dataset<Row> result) {
    if (expectation instanceof TableExpectation.Freshness freshness) {
      return freshness(freshness);
    }
    if (expectation instanceof TableExpectation.Schema schema) {
      return schema(schema, result);
    }
    if (expectation instanceof TableExpectation.RelativeRowCount rowCount) {
      return rowCount(rowCount);
    }
    if (expectation instanceof TableExpectation.Drift drift) {
      return drift(drift, result);
    }
    if (expectation instanceof TableExpectation.Anomaly anomaly) {
      return anomaly(anomaly);
    }
    throw new IllegalStateException("unknown expectation " + expectation);
  }

  private ExpectationResult freshness(TableExpectation.Freshness freshness) {
    Double newest = measures.of(freshness);
    if (newest == null) {
      return Results.measured(freshness, 1, null, "no value in " + freshness.column());
    }
    double age = Math.max(0, surroundings.now().toEpochMilli() / 1e3 - newest);
    Duration allowed = Duration.ofMillis(freshness.maxAgeMillis());
    return Results.measured(
        freshness,
        age * 1e3 > freshness.maxAgeMillis() ? 1 : 0,
        age,
        "the newest %s is %s old, %s is allowed"
            .formatted(freshness.column(), text(Duration.ofSeconds((long) age)), text(allowed)));
  }

  private static String text(Duration duration) {
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  /** Columns that begin with an underscore are lineage, and no matter unless they are declared. */
  private static ExpectationResult schema(TableExpectation.Schema schema, Dataset<Row> result) {
    Map<String, String> actual = new HashMap<>();
    for (StructField field : result.schema().fields()) {
      actual.put(field.name(), field.dataType().catalogString());
    }
    List<String> differences = new ArrayList<>();
    schema
        .columns()
        .forEach(
            column -> {
              String found = actual.remove(column.name());
              String wanted = DataType.fromDDL(column.type()).catalogString();
              if (found == null) {
                differences.add(column.name() + " is missing");
              } else if (!found.equals(wanted)) {
                differences.add("%s is %s, not %s".formatted(column.name(), found, wanted));
              }
            });
    actual.keySet().stream()
        .filter(name -> !name.startsWith("_"))
        .sorted()
        .forEach(name -> differences.add(name + " is not declared"));
    return Results.measured(
        schema,
        differences.size(),
        null,
        differences.isEmpty() ? null : String.join(", ", differences));
  }

  private ExpectationResult rowCount(TableExpectation.RelativeRowCount bounds) {
    double rows = measures.rows();
    double[] last =
        surroundings.history().apply(bounds.name()).stream()
            .limit(bounds.last())
            .mapToDouble(HistoryPoint::value)
            .toArray();
    if (last.length == 0) {
      return Results.measured(bounds, 0, rows, "the first run: nothing to compare with");
    }
    double median = Anomalies.median(last);
    long least = bounds.min() == null ? 0 : (long) Math.ceil(bounds.min() * median);
    long most = bounds.max() == null ? Long.MAX_VALUE : (long) Math.floor(bounds.max() * median);
    long outside =
        TableChecks.outOfBounds(
            new Expectation.RowCount(bounds.name(), bounds.action(), least, most), measures.rows());
    return Results.measured(
        bounds,
        outside,
        rows,
        "%d rows, where the last %d runs had %s in the middle"
            .formatted(measures.rows(), last.length, number(median)));
  }

  private ExpectationResult drift(TableExpectation.Drift drift, Dataset<Row> result) {
    Optional<Dataset<Row>> before =
        surroundings
            .previous()
            .get()
            .filter(table -> List.of(table.schema().fieldNames()).contains(drift.column()));
    if (before.isEmpty()) {
      return Results.measured(drift, 0, null, "no version before to compare with");
    }
    double index = Drift.index(before.get(), result, drift.column());
    return Results.measured(
        drift,
        index > drift.maxIndex() ? 1 : 0,
        Math.min(index, Double.MAX_VALUE),
        "%s drifted by %s since the version before, %s is allowed"
            .formatted(drift.column(), number(index), number(drift.maxIndex())));
  }

  private ExpectationResult anomaly(TableExpectation.Anomaly anomaly) {
    Double value = measures.of(anomaly);
    if (value == null) {
      return Results.measured(anomaly, 0, null, "no value in " + anomaly.column());
    }
    double[] history =
        Anomalies.alike(
            surroundings.history().apply(anomaly.name()), surroundings.now(), anomaly.season());
    if (history.length < Anomalies.LEAST_HISTORY) {
      return Results.measured(
          anomaly,
          0,
          value,
          "%d runs of history, %d are needed".formatted(history.length, Anomalies.LEAST_HISTORY));
    }
    double score = Anomalies.score(history, value);
    return Results.measured(
        anomaly,
        score > anomaly.sensitivity() ? 1 : 0,
        value,
        "%s where %s is usual: %s robust standard deviations away, %s are allowed"
            .formatted(
                number(value),
                number(Anomalies.median(history)),
                number(score),
                number(anomaly.sensitivity())));
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.4g", value);
  }
}
