package dev.lakehouse.spark.delta;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.spark.CrashPoints;
import dev.lakehouse.spark.StepFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.DeletionVectorDescriptor;
import org.apache.spark.sql.delta.util.DeltaFileOperations$;
import scala.Option;

/**
 * Makes an earlier version of a table its newest, in one commit. Delta's own RESTORE takes no
 * transaction id and so knows no fence; what it does to files and metadata is done here the same
 * way.
 */
public final class TableRestore {
  private final SparkSession session;
  private final LakeTable table;
  private final CrashPoints crashPoints;

  /** For {@code table}. */
  public TableRestore(SparkSession session, LakeTable table, CrashPoints crashPoints) {
    this.session = session;
    this.table = table;
    this.crashPoints = crashPoints;
  }

  /**
   * Commits it. The note of the earlier version comes back with its rows: the table covers again
   * what it covered then, and the next run goes on from there.
   *
   * @throws StepFailure when files of that version are gone
   */
  public TableCommit commit(TableState base, long version, long sequence, String step) {
    Snapshot then = snapshot(version);
    List<Action> actions = differences(base.snapshot(), then);
    TableState earlier = table.stateAt(version);
    CommitNote note =
        earlier
            .note()
            .map(found -> found.claimedBy(sequence))
            .orElseGet(() -> CommitNote.of(sequence, step, "unknown", Map.of(), Map.of()))
            .withRowsBefore(earlier.newest().map(TableCommit::tableRows).orElse(null));
    crashPoints.reached(table.name() + ":before-commit");
    long committed =
        new TableWriter(session, table, crashPoints)
            .commitActions(base, note, then.metadata(), actions);
    crashPoints.reached(table.name() + ":after-commit");
    return table.commit(committed).orElseThrow();
  }

  private Snapshot snapshot(long version) {
    try {
      return table.log().getSnapshotAt(version, Option.empty(), Option.empty(), false);
    } catch (RuntimeException e) {
      throw gone(version, "its log entry");
    }
  }

  private StepFailure gone(long version, String what) {
    return StepFailure.of(
        FailureReason.SOURCE_NOT_FOUND,
        "The table %s can't go back to version %d: %s is gone. Nothing was changed; name a later version, or rebuild the table (fullRefresh)."
            .formatted(table.name(), version, what));
  }

  private List<Action> differences(Snapshot now, Snapshot then) {
    Map<String, AddFile> current = files(now);
    Map<String, AddFile> wanted = files(then);
    List<Action> actions = new ArrayList<>();
    wanted.forEach(
        (name, file) -> {
          if (!current.containsKey(name)) {
            requireThere(file, then.version());
            actions.add(changing(file));
          }
        });
    current.forEach(
        (name, file) -> {
          if (!wanted.containsKey(name)) {
            actions.add(file.remove());
          }
        });
    return actions;
  }

  /** Two states of a file, by the rows that are marked deleted, are two files. */
  private static Map<String, AddFile> files(Snapshot snapshot) {
    Map<String, AddFile> files = new HashMap<>();
    for (AddFile file : snapshot.allFiles().collectAsList()) {
      files.put(file.path() + " " + file.getDeletionVectorUniqueId(), file);
    }
    return files;
  }

  private static AddFile changing(AddFile file) {
    return changing(file, file.path(), file.deletionVector());
  }

  /** The file as one that a commit adds, under that path and with those rows deleted. */
  static AddFile changing(AddFile file, String path, DeletionVectorDescriptor deleted) {
    return file.copy(
        path,
        file.partitionValues(),
        file.size(),
        file.modificationTime(),
        true,
        file.stats(),
        file.tags(),
        deleted,
        file.baseRowId(),
        file.defaultRowCommitVersion(),
        file.clusteringProvider(),
        file.backReference(),
        file.copy$default$13());
  }

  private void requireThere(AddFile file, long version) {
    DeltaLog log = table.log();
    Path path = DeltaFileOperations$.MODULE$.absolutePath(log.dataPath().toString(), file.path());
    Configuration hadoop = log.newDeltaHadoopConf();
    try {
      if (!path.getFileSystem(hadoop).exists(path)) {
        throw gone(version, "the file " + file.path());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("looking for " + path, e);
    }
  }
}
