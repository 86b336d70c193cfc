package dev.lakehouse.spark.quality;

import dev.lakehouse.plan.progress.ExpectationResult;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import scala.concurrent.Await;
import scala.concurrent.duration.Duration;

/**
 * Checks in the very pass that writes the rows: Spark counts while they flow by. The counts are
 * exact as long as the rows flow straight into the write: Spark takes the counts of a task of the
 * last stage once, however often it is tried. With a shuffle in between, an executor that is lost
 * with its part of the shuffle has rows counted again: counts may be too high then, but what is
 * violated is, and what is not is not.
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
    this.kept =
        rowChecks.kept(
            rowChecks.isEmpty()
                ? tagged
                : tagged.observe(rows, rowChecks.asked(), rowChecks.counts()));
  }

  /** The rows that are let in, counting on their way; to be computed once. */
  Dataset<Row> kept() {
    return kept;
  }

  /** The table, measured while it is written. */
  Dataset<Row> measured(Dataset<Row> whole) {
    return tableChecks.isEmpty()
        ? whole
        : whole.observe(table, Measures.ROWS.as("_lh_rows"), named(tableChecks.measures()));
  }

  private static Column[] named(Column[] measures) {
    return IntStream.range(0, measures.length)
        .mapToObj(i -> measures[i].as("_lh_measure_" + i))
        .toArray(Column[]::new);
  }

  /** How rows came out, once {@link #kept()} is computed. */
  List<ExpectationResult> ofRows() {
    return rowChecks.isEmpty() ? List.of() : rowChecks.results(arrived(rows));
  }

  /** How the table came out, when what {@link #measured} gave is written. */
  List<ExpectationResult> ofTable(Dataset<Row> whole, Surroundings surroundings) {
    return tableChecks.isEmpty()
        ? List.of()
        : tableChecks.evaluate(whole, name -> null, surroundings, arrived(table));
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
