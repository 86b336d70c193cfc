package dev.lakehouse.spark.delta;

import java.io.FileNotFoundException;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.util.FileNames;
import scala.collection.Iterator;

/**
 * Where a table's log ends. It is found by one listing behind the end that is known, without
 * reading a file, so that a table can be asked all the time whether it moved.
 *
 * @param version the newest commit
 * @param modified when it was written, in milliseconds since 1970: a table that was made anew has
 *     the same versions at other times
 */
public record LogEnd(long version, long modified) {
  /**
   * What a listing showed.
   *
   * @param end empty: there is no table
   * @param oldest when the oldest commit behind the known end was written; of a table that did not
   *     move, its newest
   */
  public record Look(Optional<LogEnd> end, long oldest) {
    private static final Look NOTHING = new Look(Optional.empty(), 0);
  }

  /** Looks at the table; {@code known} is null the first time. */
  public static Look behind(LakeTable table, LogEnd known) {
    long from = known == null ? table.newestVersion() : known.version();
    if (from < 0) {
      return Look.NOTHING;
    }
    Look look = listed(table.log(), from, known);
    boolean gone = look.end().isEmpty() && known != null;
    return gone ? behind(table, null) : look;
  }

  private static Look listed(DeltaLog log, long from, LogEnd known) {
    LogEnd end = null;
    long oldest = 0;
    Iterator<FileStatus> files = files(log, FileNames.unsafeDeltaFile(log.logPath(), from));
    while (files.hasNext()) {
      FileStatus file = files.next();
      if (FileNames.isDeltaFile(file)) {
        LogEnd found = new LogEnd(FileNames.deltaVersion(file), file.getModificationTime());
        boolean fresh = end == null || end.equals(known);
        oldest = fresh ? found.modified() : oldest;
        end = found;
      }
    }
    return new Look(Optional.ofNullable(end), oldest);
  }

  private static Iterator<FileStatus> files(DeltaLog log, Path from) {
    try {
      return log.store().listFrom(from, log.newDeltaHadoopConf());
    } catch (Exception e) {
      // Scala does not declare what it throws.
      if (e instanceof FileNotFoundException) {
        return scala.collection.Iterator$.MODULE$.empty();
      }
      throw e;
    }
  }
}
