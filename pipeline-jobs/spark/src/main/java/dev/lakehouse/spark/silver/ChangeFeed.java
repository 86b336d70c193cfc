package dev.lakehouse.spark.silver;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.StepFailure;
import dev.lakehouse.spark.delta.ChangedRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * What became of a table's rows between two of its versions. Rows of both signs are counted: one
 * that came and went, or stands in a file that was written anew, is none. It does not matter then
 * in how many versions, and in what order, a row came to be what it is.
 */
final class ChangeFeed implements AutoCloseable {
  /** When the row came or went; absent where that does not matter. */
  static final String AT = "_lh_at";

  private static final String HASH = "_lh_hash";
  private static final String REST = "_lh_rest";

  private final Step.Silver step;
  private final List<String> columns;
  private final Dataset<Row> net;

  /** Of projected rows with {@link ChangedRows#SIGN}. */
  ChangeFeed(Step.Silver step, Dataset<Row> signed) {
    this.step = step;
    this.columns =
        Stream.of(signed.columns()).filter(name -> !name.equals(ChangedRows.SIGN)).toList();
    List<Column> groups = new ArrayList<>(Arrays.asList(moment()));
    groups.add(NewestRow.tieBreak(signed.schema(), SilverColumns::quoted).as(HASH));
    Column[] rest = rest().stream().map(SilverColumns::quoted).toArray(Column[]::new);
    this.net =
        signed
            .withColumn(REST, rest.length == 0 ? lit(null) : struct(rest))
            .groupBy(groups.toArray(Column[]::new))
            .agg(sum(ChangedRows.SIGN).as(ChangedRows.SIGN), first(REST).as(REST))
            .filter(col(ChangedRows.SIGN).notEqual(0));
    this.net.persist(StorageLevel.MEMORY_AND_DISK());
    requireKeys();
  }

  private void requireKeys() {
    Dataset<Row> twice =
        came().groupBy(moment()).agg(sum(ChangedRows.SIGN).as("n")).filter(col("n").gt(1));
    if (!twice.isEmpty()) {
      close();
      throw StepFailure.of(
          FailureReason.DATA_INVALID,
          "%s follows the changes of %s row by row, but several rows of that have the same %s. Name the columns in keys that identify its rows, or leave input out."
              .formatted(step.output(), step.from(), String.join(", ", step.keys())));
    }
  }

  private Dataset<Row> came() {
    return net.filter(col(ChangedRows.SIGN).gt(0));
  }

  /** The rows that are there now, of those that changed. */
  Dataset<Row> rows() {
    Column[] wanted =
        columns.stream()
            .map(
                name ->
                    isMoment(name) ? SilverColumns.quoted(name) : col(REST).getField(name).as(name))
            .toArray(Column[]::new);
    return came().select(wanted);
  }

  /** Keys of all rows that changed, once each. */
  Dataset<Row> changedKeys() {
    return net.select(keys()).distinct();
  }

  /** Keys of all rows that changed and {@link #AT}, once each. */
  Dataset<Row> moments() {
    return net.select(moment()).distinct();
  }

  /** Of each key that changed the last {@link #AT}. */
  Dataset<Row> lastMoments() {
    return net.groupBy(keys()).agg(max(col(AT)).as(AT));
  }

  private List<String> rest() {
    return columns.stream().filter(name -> !isMoment(name)).toList();
  }

  private boolean isMoment(String name) {
    return name.equals(AT) || step.keys().stream().anyMatch(name::equalsIgnoreCase);
  }

  /** What there is one row of. */
  private Column[] moment() {
    Stream<Column> at = columns.contains(AT) ? Stream.of(col(AT)) : Stream.of();
    return Stream.concat(Stream.of(keys()), at).toArray(Column[]::new);
  }

  private Column[] keys() {
    return step.keys().stream().map(SilverColumns::quoted).toArray(Column[]::new);
  }

  @Override
  public void close() {
    net.unpersist();
  }
}
