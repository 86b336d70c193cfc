package dev.lakehouse.spark.upkeep;

import java.util.Optional;

/**
 * The state of a table's files and log.
 *
 * @param files files of its newest version
 * @param bytes their size
 * @param smallFiles those of them that are small
 * @param smallBytes size of the small ones
 * @param savedFiles how many fewer there would be if small ones of a partition were put together
 * @param clustered whether the table is clustered
 * @param unclusteredFiles files that are not clustered yet; 0 where the table is not clustered
 * @param unclusteredBytes their size
 * @param rows rows in its files, deleted ones among them; 0 where files don't tell
 * @param deletedRows rows that deletion vectors take out of files
 * @param unmeasuredFiles files of whose rows the log does not tell numbers and bounds
 * @param unmeasuredBytes their size
 * @param commits commits since the last checkpoint of its log
 * @param obsoleteFiles files that no version of the time to keep needs
 * @param obsoleteBytes their size
 * @param heldBack why no file may be deleted, as the end of a sentence; empty: nothing is against
 */
public record TableMeasures(
    long files,
    long bytes,
    long smallFiles,
    long smallBytes,
    long savedFiles,
    boolean clustered,
    long unclusteredFiles,
    long unclusteredBytes,
    long rows,
    long deletedRows,
    long unmeasuredFiles,
    long unmeasuredBytes,
    long commits,
    long obsoleteFiles,
    long obsoleteBytes,
    Optional<String> heldBack) {

  double unclusteredShare() {
    return bytes == 0 ? 0 : (double) unclusteredBytes / bytes;
  }

  double unmeasuredShare() {
    return bytes == 0 ? 0 : (double) unmeasuredBytes / bytes;
  }

  double deletedShare() {
    return rows == 0 ? 0 : (double) deletedRows / rows;
  }
}
