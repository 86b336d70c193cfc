package dev.lakehouse.spark.quality;

import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.delta.TableState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What expectations compare a table with.
 *
 * @param previous the table's version before; empty when there is none
 * @param history values an expectation of this name observed at earlier commits, newest first
 */
record Surroundings(
    Instant now,
    Supplier<Optional<Dataset<Row>>> previous,
    Function<String, List<HistoryPoint>> history) {

  /** Of a table that is at {@code target} before the step. */
  static Surroundings of(StepContext context, TableName table, TableState target) {
    return new Surroundings(
        context.run().clock().instant(),
        () ->
            target.exists()
                ? Optional.of(context.table(table).read(target.version()))
                : Optional.empty(),
        expectation ->
            QualityLedger.history(
                context.session(), context.run().plan().lake().root(), table, expectation));
  }
}
