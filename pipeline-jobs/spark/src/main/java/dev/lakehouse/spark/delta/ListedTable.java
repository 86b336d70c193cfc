package dev.lakehouse.spark.delta;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.files.TahoeFileIndex;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation$;
import scala.Option;

/** A version of a table with its files, listed in this JVM. */
public record ListedTable(Snapshot snapshot, List<AddFile> files) {

  /** Versions of tables, each listed once, for one step. */
  public static final class Memory {
    private record Version(String path, long version) {}

    private final Map<Version, Optional<ListedTable>> known = new HashMap<>();

    /** The table at that version; empty where its log is one for Spark to read. */
    public Optional<ListedTable> of(LakeTable table, long version) {
      return known.computeIfAbsent(
          new Version(table.path(), version), key -> table.listed(version));
    }

    /** The table's rows at that version. */
    public Dataset<Row> read(SparkSession session, LakeTable table, long version) {
      return of(table, version)
          .map(listed -> listed.read(session))
          .orElseGet(() -> table.read(version));
    }

    /** Bytes of the table's files at that version. */
    public long bytes(LakeTable table, long version) {
      return of(table, version).map(ListedTable::bytes).orElseGet(() -> table.bytes(version));
    }
  }

  static Optional<ListedTable> of(Snapshot snapshot) {
    return LogReplay.files(snapshot.deltaLog(), snapshot)
        .map(files -> new ListedTable(snapshot, files));
  }

  /** All rows. */
  public Dataset<Row> read(SparkSession session) {
    DeltaLog log = snapshot.deltaLog();
    LogicalPlan relation =
        LogicalRelation$.MODULE$.apply(
            log.buildHadoopFsRelationWithFileIndex(
                snapshot,
                new ListedFiles(session, snapshot, files),
                Option.empty(),
                log.buildHadoopFsRelationWithFileIndex$default$4()),
            false);
    return Dataset$.MODULE$.ofRows((org.apache.spark.sql.classic.SparkSession) session, relation);
  }

  /** A relation of a plan that reads this table, over the listed files. */
  public LogicalPlan in(SparkSession session, LogicalPlan leaf) {
    return new ListedFiles(session, snapshot, files).in((LogicalRelation) leaf);
  }

  /** Whether a leaf of a plan reads this version. */
  public boolean isReadBy(LogicalPlan leaf) {
    return leaf instanceof LogicalRelation relation
        && relation.relation() instanceof HadoopFsRelation of
        && of.location() instanceof TahoeFileIndex index
        && index.path().equals(snapshot.deltaLog().dataPath())
        && index.version() == snapshot.version();
  }

  /** Bytes of the files. */
  public long bytes() {
    return files.stream().mapToLong(AddFile::size).sum();
  }
}
