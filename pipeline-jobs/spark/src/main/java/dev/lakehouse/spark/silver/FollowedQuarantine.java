package dev.lakehouse.spark.silver;

import static org.apache.spark.sql.functions.lit;

import dev.lakehouse.spark.quality.CheckedRows;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The quarantine of a table that follows another: rows refused before go when their key changes.
 *
 * @param last of each key the last {@link ChangeFeed#AT} at which it changed: a refused row that
 *     another one replaced since is none to let in later; empty: all rows are of one moment
 */
record FollowedQuarantine(SilverAttempt attempt, Optional<Dataset<Row>> last) {

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

  private Dataset<Row> refused(CheckedRows checked) {
    List<String> moment =
        Stream.concat(attempt.step().keys().stream(), Stream.of(ChangeFeed.AT)).toList();
    Dataset<Row> refused =
        last.map(
                moments -> HistoryWrite.ofKeys(checked.quarantined(), moments, moment, "left_semi"))
            .orElseGet(checked::quarantined);
    return Originals.named(refused).drop(SilverColumns.INVALID, ChangeFeed.AT);
  }
}
