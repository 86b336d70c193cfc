package dev.lakehouse.spark.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse.plan.TableName;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.VersionChecksum;
import org.apache.spark.sql.delta.storage.ClosableIterator;
import org.apache.spark.sql.delta.util.FileNames;
import scala.Option;

/** A Delta table of the lake, whether it exists yet or not. */
public final class LakeTable {
  /** Commits of others (compaction, say) to look past for the newest of ours. */
  private static final int COMMITS_LOOKED_AT = 200;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final SparkSession session;
  private final TableName name;
  private final String path;

  private LakeTable(SparkSession session, TableName name, String path) {
    this.session = session;
    this.name = name;
    this.path = path;
  }

  /** The table of that name in the lake at {@code root}. */
  public static LakeTable of(SparkSession session, String root, TableName name) {
    return new LakeTable(session, name, name.path(root));
  }

  /** Its name. */
  public TableName name() {
    return name;
  }

  /** Where it lies. */
  public String path() {
    return path;
  }

  /**
   * The transaction id under which all runs commit to this table, so that they fence each other.
   */
  public String fenceId() {
    return "lakehouse:" + name;
  }

  DeltaLog log() {
    return DeltaLog.forTable(session, new Path(path));
  }

  /** Its folder as Delta names it. */
  public String dataPath() {
    return log().dataPath().toString();
  }

  /** Delta's id of the table that had {@code version}. */
  public String id(long version) {
    return log().getSnapshotAt(version, Option.empty(), Option.empty(), false).metadata().id();
  }

  /** Bytes of its files at {@code version}. */
  public long bytes(long version) {
    return log().getSnapshotAt(version, Option.empty(), Option.empty(), false).sizeInBytes();
  }

  /**
   * Bytes of its files now, by the newest commit's checksum; empty where that does not tell.
   * Delta's own {@code sizeInBytesIfKnown} has the table's state built for it, by three jobs.
   */
  public OptionalLong bytesIfKnown() {
    Option<VersionChecksum> known = newest().checksumOpt();
    return known.isEmpty() ? OptionalLong.empty() : OptionalLong.of(known.get().tableSizeBytes());
  }

  /** Its newest version; -1 when there is no table. Asks for nothing but names of the log. */
  public long newestVersion() {
    Snapshot newest = newest();
    if (newest.version() >= 0) {
      SmallWork.divide(session, newest);
    }
    return newest.version();
  }

  /** The table as it is now: everything a step decides by comes from one snapshot. */
  public TableState state() {
    return state(newest());
  }

  private Snapshot newest() {
    return log().update(false, Option.empty(), Option.empty());
  }

  /** The table as it was at {@code version}. */
  public TableState stateAt(long version) {
    return state(log().getSnapshotAt(version, Option.empty(), Option.empty(), false));
  }

  private TableState state(Snapshot snapshot) {
    if (snapshot.version() < 0) {
      return new TableState(snapshot, 0, Optional.empty());
    }
    SmallWork.divide(session, snapshot);
    Optional<TableCommit> newest = newestCommit(snapshot.version());
    // Fence and note stand in one commit. The note is read from one small file; the fence needs
    // Delta's state, which is worth building only when the note is gone.
    long sequence = newest.map(commit -> commit.note().sequence()).orElseGet(() -> fence(snapshot));
    return new TableState(snapshot, sequence, newest);
  }

  private long fence(Snapshot snapshot) {
    return snapshot.transactions().get(fenceId()).map(value -> (Long) value).getOrElse(() -> 0L);
  }

  /** The table's rows at {@code version}. */
  public Dataset<Row> read(long version) {
    return session.read().format("delta").option("versionAsOf", version).load(path);
  }

  /**
   * That version with its files, found without a job; empty where the log is too long for this JVM.
   */
  Optional<ListedTable> listed(long version) {
    return ListedTable.of(log().getSnapshotAt(version, Option.empty(), Option.empty(), false));
  }

  private Optional<TableCommit> newestCommit(long from) {
    for (long version = from; version >= 0 && version > from - COMMITS_LOOKED_AT; version--) {
      Optional<TableCommit> commit = commit(version);
      if (commit.isPresent()) {
        return commit;
      }
    }
    return Optional.empty();
  }

  /** When {@code version} was committed; empty when the log no longer has it. */
  public Optional<Instant> committedAt(long version) {
    DeltaLog log = log();
    Path file = FileNames.unsafeDeltaFile(log.logPath(), version);
    try {
      return Optional.of(
          Instant.ofEpochMilli(
              file.getFileSystem(log.newDeltaHadoopConf())
                  .getFileStatus(file)
                  .getModificationTime()));
    } catch (java.io.FileNotFoundException e) {
      return Optional.empty();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The commit that made {@code version}, when one of ours did and the log still has it. */
  Optional<TableCommit> commit(long version) {
    DeltaLog log = log();
    Path file = FileNames.unsafeDeltaFile(log.logPath(), version);
    try (ClosableIterator<String> lines =
        log.store().readAsIterator(file, log.newDeltaHadoopConf())) {
      while (lines.hasNext()) {
        JsonNode info = MAPPER.readTree(lines.next()).path("commitInfo");
        if (!info.isMissingNode()) {
          return CommitNote.fromJson(info.path("userMetadata").asText(null))
              .map(note -> TableCommit.of(version, note, info.path("operationMetrics")));
        }
      }
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the commit file " + file + " is not JSON", e);
    } catch (java.io.FileNotFoundException e) {
      return Optional.empty();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
