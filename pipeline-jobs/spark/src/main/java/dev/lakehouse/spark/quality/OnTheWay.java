package dev.lakehouse.spark.quality;

import dev.lakehouse.plan.progress.ExpectationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import scala.concurrent.Await;
import scala.concurrent.duration.Duration;

/**
 * Checks in the very pass that writes the rows: Spark counts while they flow by. The counts are
 * exact as long as the rows flow straight into the write, without a shuffle in between: Spark takes
 * the counts of a task of the last stage once, however often it is tried.
 */
final class OnTheWay {
  /** The counts arrive by Spark's event queue, a moment after the write. */
  private static final Duration ARRIVAL = Duration.apply(5, TimeUnit.MINUTES);

  private final RowChecks rowChecks;
  private final TableChecks tableChecks;
  private final Observation rows = Observation.apply();
  private final Observation table = Observation.apply();
  private final Dataset<Row> kept;

  OnTheWay(RowChecks rowChecks, TableChecks tableChecks, Dataset<Row> tagged) {
    this.rowChecks = rowChecks;
    this.tableChecks = tableChecks;
    Dataset<Row> counted = tagged.observe(rows, Measures.ROWS.as("_lh_rows"), rowChecks.counts());
    Dataset<Row> let = rowChecks.kept(counted);
    this.kept =
        tableChecks.isEmpty()
            ? let
            : let.observe(table, Measures.ROWS.as("_lh_rows"), named(tableChecks.measures()));
  }

  private static Column[] named(Column[] measures) {
    return IntStream.range(0, measures.length)
        .mapToObj(i -> measures[i].as("_lh_measure_" + i))
        .toArray(Column[]::new);
  }

  /** The rows that are let in, counting on their way; to be written once. */
  Dataset<Row> kept() {
    return kept;
  }

  /** The results, when the rows are written. */
  List<ExpectationResult> results(Surroundings surroundings) {
    Stream<ExpectationResult> ofRows = rowChecks.results(arrived(rows)).stream();
    if (tableChecks.isEmpty()) {
      return ofRows.toList();
    }
    List<ExpectationResult> all = new ArrayList<>(ofRows.toList());
    all.addAll(tableChecks.evaluate(kept, name -> null, surroundings, arrived(table)));
    return all;
  }

  private static Row arrived(Observation observation) {
    try {
      return Await.result(observation.future(), ARRIVAL);
    } catch (TimeoutException e) {
      throw new IllegalStateException("Spark did not tell what it counted while it wrote", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the counts of a write arrived", e);
    }
  }
}
