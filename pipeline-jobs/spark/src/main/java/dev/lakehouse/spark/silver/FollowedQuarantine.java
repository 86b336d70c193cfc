package dev.lakehouse.spark.silver;

import static org.apache.spark.sql.functions.lit;

import dev.lakehouse.spark.quality.CheckedRows;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The quarantine of a table that follows another: rows refused before go when their key changes.
 */
record FollowedQuarantine(SilverAttempt attempt) {

  /**
   * The rows that are let in, and those that come out of quarantine, which are marked there first.
   *
   * @param changed keys of all rows that changed
   * @param helpers what released rows need beside the table's columns
   */
  Dataset<Row> withReleased(
      Dataset<Row> let, CheckedRows checked, Dataset<Row> changed, List<Column> helpers) {
    Dataset<Row> rows = SilverAttempt.made(let, null);
    if (attempt.release() == null) {
      return rows;
    }
    attempt
        .quarantine()
        .replace(
            attempt.context(),
            earlier -> attempt.release().marked(others(earlier, changed)),
            checked.quarantines() ? refused(checked) : null,
            attempt.note());
    return rows.unionByName(attempt.released(helpers), true);
  }

  /**
   * Keeps what is refused now.
   *
   * @param whole whether all rows of the followed table were asked
   */
  void keepRefused(CheckedRows checked, Dataset<Row> changed, boolean whole) {
    boolean anyBefore = attempt.quarantine().exists();
    if (attempt.release() != null || !(checked.anyQuarantined() || anyBefore)) {
      return;
    }
    Dataset<Row> refused = checked.quarantines() ? refused(checked) : null;
    attempt
        .quarantine()
        .replace(
            attempt.context(),
            earlier -> whole ? earlier.filter(lit(false)) : others(earlier, changed),
            refused,
            attempt.note());
  }

  private Dataset<Row> others(Dataset<Row> rows, Dataset<Row> changed) {
    return HistoryWrite.ofKeys(rows, changed, attempt.step().keys(), "left_anti");
  }

  private static Dataset<Row> refused(CheckedRows checked) {
    return Originals.named(checked.quarantined()).drop(SilverColumns.INVALID, ChangeFeed.AT);
  }
}
