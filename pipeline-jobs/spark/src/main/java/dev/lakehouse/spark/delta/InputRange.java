package dev.lakehouse.spark.delta;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.RemoveFile;
import scala.Option;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The rows that were appended to a table between two of its versions, taken from the files that its
 * commits added. Needs no change data feed, so it works for tables of any writer.
 */
public final class InputRange {
  private InputRange() {}

  /**
   * Rows of the versions after {@code after} up to {@code upTo}; empty when a commit between them
   * changed or removed rows, or is no longer in the log: then only the whole table is right.
   */
  public static Optional<Dataset<Row>> appended(LakeTable table, long after, long upTo) {
    if (after > upTo) {
      return Optional.empty();
    }
    return addedFiles(table.log(), after, upTo).map(files -> read(table, upTo, files));
  }

  private static Optional<List<AddFile>> addedFiles(DeltaLog log, long after, long upTo) {
    List<AddFile> added = new ArrayList<>();
    long expected = after + 1;
    Iterator<Tuple2<Object, Seq<Action>>> commits =
        log.getChanges(after + 1, upTo, Option.empty(), false);
    while (commits.hasNext()) {
      Tuple2<Object, Seq<Action>> commit = commits.next();
      if ((Long) commit._1() != expected++) {
        return Optional.empty();
      }
      for (Action action : CollectionConverters.asJava(commit._2())) {
        if (action instanceof RemoveFile removed && removed.dataChange()) {
          return Optional.empty();
        }
        if (action instanceof AddFile file && file.dataChange()) {
          added.add(file);
        }
      }
    }
    return expected == upTo + 1 ? Optional.of(added) : Optional.empty();
  }

  private static Dataset<Row> read(LakeTable table, long upTo, List<AddFile> files) {
    DeltaLog log = table.log();
    Snapshot snapshot = log.getSnapshotAt(upTo, Option.empty(), Option.empty(), false);
    return log.createDataFrame(
        snapshot, CollectionConverters.asScala(files).toSeq(), false, Option.empty());
  }
}
