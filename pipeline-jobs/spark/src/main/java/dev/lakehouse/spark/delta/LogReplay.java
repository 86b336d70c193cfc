package dev.lakehouse.spark.delta;

import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.defaults.internal.json.JsonUtils;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.V2CheckpointTableFeature$;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.Action$;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.RemoveFile;
import org.apache.spark.sql.delta.storage.ClosableIterator;
import scala.Function1;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The files of a table by its log (Delta protocol, "Action Reconciliation"), read in this JVM. For
 * a log of a dozen commits Spark starts three jobs and writes programs of a hundred columns, which
 * takes many times longer than reading it.
 */
final class LogReplay {
  /** Longer logs are read by Spark, on many cores. */
  private static final long MOST_BYTES = 8L << 20;

  private static final String ADD = "add";

  /** What checkpoints say of a file. */
  private static final StructType ADDED =
      new StructType()
          .add(
              ADD,
              io.delta.kernel.internal.actions.AddFile.FULL_SCHEMA.add(
                  "clusteringProvider", StringType.STRING));

  /** What tells a file from others: it may be there with and without rows marked as deleted. */
  private record Id(String path, String deleted) {}

  private final DeltaLog log;
  private final Configuration hadoop;
  private final Function1<String, String> canonical;
  private final Map<Id, AddFile> files = new LinkedHashMap<>();

  private LogReplay(DeltaLog log) {
    this.log = log;
    this.hadoop = log.newDeltaHadoopConf();
    this.canonical = log.getCanonicalPathFunction(false);
  }

  /** The files of that version; empty where the log is too long or its checkpoint has parts. */
  static Optional<List<AddFile>> files(DeltaLog log, Snapshot snapshot) {
    List<org.apache.hadoop.fs.FileStatus> checkpoint =
        CollectionConverters.asJava(snapshot.logSegment().checkpointProvider().topLevelFiles());
    List<org.apache.hadoop.fs.FileStatus> commits =
        CollectionConverters.asJava(snapshot.logSegment().deltas());
    boolean inParts =
        !checkpoint.isEmpty()
            && snapshot.protocol().isFeatureSupported(V2CheckpointTableFeature$.MODULE$);
    if (inParts || length(checkpoint) + length(commits) > MOST_BYTES) {
      return Optional.empty();
    }
    LogReplay replay = new LogReplay(log);
    try {
      replay.checkpoint(checkpoint);
      for (org.apache.hadoop.fs.FileStatus commit : commits) {
        replay.commit(commit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the log of " + log.dataPath() + " can't be read", e);
    }
    return Optional.of(new ArrayList<>(replay.files.values()));
  }

  private static long length(List<org.apache.hadoop.fs.FileStatus> files) {
    return files.stream().mapToLong(org.apache.hadoop.fs.FileStatus::getLen).sum();
  }

  private void checkpoint(List<org.apache.hadoop.fs.FileStatus> parts) throws IOException {
    if (parts.isEmpty()) {
      return;
    }
    List<FileStatus> found =
        parts.stream()
            .map(
                each ->
                    FileStatus.of(
                        each.getPath().toString(), each.getLen(), each.getModificationTime()))
            .toList();
    try (CloseableIterator<FileReadResult> batches =
        DefaultEngine.create(hadoop)
            .getParquetHandler()
            .readParquetFiles(
                Utils.toCloseableIterator(found.iterator()), ADDED, Optional.empty())) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> rows = batches.next().getData().getRows()) {
          while (rows.hasNext()) {
            Row row = rows.next();
            if (!row.isNullAt(0)) {
              replay(Action$.MODULE$.fromJson(JsonUtils.rowToJson(row)));
            }
          }
        }
      }
    }
  }

  private void commit(org.apache.hadoop.fs.FileStatus commit) throws IOException {
    try (ClosableIterator<String> lines = log.store().readAsIterator(commit, hadoop)) {
      while (lines.hasNext()) {
        replay(Action$.MODULE$.fromJson(lines.next()));
      }
    }
  }

  private void replay(Action action) {
    if (action instanceof AddFile added) {
      Id id = id(added.path(), added.getDeletionVectorUniqueId());
      files.put(id, added);
    } else if (action instanceof RemoveFile removed) {
      files.remove(id(removed.path(), removed.getDeletionVectorUniqueId()));
    }
  }

  private Id id(String path, scala.Option<String> deleted) {
    return new Id(canonical.apply(path), deleted.getOrElse(() -> null));
  }
}
