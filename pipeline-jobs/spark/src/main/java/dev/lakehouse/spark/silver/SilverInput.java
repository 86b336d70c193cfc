package dev.lakehouse.spark.silver;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.monotonically_increasing_id;
import static org.apache.spark.sql.functions.struct;

import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.delta.InputRange;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Which rows of its input a silver step has to read. */
final class SilverInput {
  /** Whether the quarantine has not seen the row yet. */
  static final String FRESH = "_lh_fresh";

  /** Orders rows by when they came into the input. */
  static final String ARRIVAL = "_lh_arrival";

  private static final String INGESTED_AT = "_ingested_at";

  private final LakeTable input;
  private final long pinned;
  private final boolean arrival;

  /**
   * An input at a version.
   *
   * @param arrival whether rows need {@link #ARRIVAL}; it keeps filters from being pushed down
   */
  SilverInput(LakeTable input, long pinned, boolean arrival) {
    this.input = input;
    this.pinned = pinned;
    this.arrival = arrival;
  }

  /**
   * Rows to work on.
   *
   * @param full whether they are all of the input, so that the table is replaced
   */
  record Batch(Dataset<Row> rows, boolean full) {}

  /** The version of the input that the target covers; empty when it must be read in full. */
  static Optional<Long> watermark(TableState target, TableName input, String inputId) {
    return target
        .note()
        .filter(note -> inputId.equals(note.inputIds().get(input.toString())))
        .map(note -> note.inputs().get(input.toString()));
  }

  /** All rows, or those after the watermark when these were only appended. */
  Batch read(Optional<Long> watermark, Optional<Long> quarantined) {
    return watermark
        .flatMap(after -> appended(after, quarantined))
        .map(rows -> new Batch(rows, false))
        .orElseGet(this::all);
  }

  /** All rows. */
  Batch all() {
    return new Batch(stamped(input.read(pinned), true), true);
  }

  private Optional<Dataset<Row>> appended(long after, Optional<Long> quarantined) {
    long kept = Math.max(after, Math.min(quarantined.orElse(after), pinned));
    if (kept == after) {
      return InputRange.appended(input, after, pinned).map(rows -> stamped(rows, true));
    }
    Optional<Dataset<Row>> known = InputRange.appended(input, after, kept);
    Optional<Dataset<Row>> fresh = InputRange.appended(input, kept, pinned);
    if (known.isEmpty() || fresh.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(stamped(known.get(), false).unionByName(stamped(fresh.get(), true), true));
  }

  private Dataset<Row> stamped(Dataset<Row> rows, boolean fresh) {
    Dataset<Row> marked = rows;
    if (arrival) {
      List<Column> order = new ArrayList<>();
      if (List.of(rows.columns()).contains(INGESTED_AT)) {
        order.add(col(INGESTED_AT));
      }
      order.add(col("_metadata.file_modification_time"));
      order.add(col("_metadata.file_name"));
      order.add(col("_metadata.file_block_start"));
      // Within a block of a file this grows from row to row.
      order.add(monotonically_increasing_id());
      marked = rows.select(col("*"), struct(order.toArray(Column[]::new)).as(ARRIVAL));
    }
    return marked.withColumn(FRESH, lit(fresh));
  }
}
