package dev.lakehouse.spark.delta;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.substring_index;

import dev.lakehouse.spark.CrashPoints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.apache.spark.sql.delta.commands.DMLWithDeletionVectorsHelper$;
import org.apache.spark.sql.delta.commands.DeletionVectorUtils$;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Puts few rows in place of others, all held in this JVM, in one commit on top of the very version
 * that was read: what a MERGE needs four or more Spark jobs for is one that writes the new rows.
 * Rows that are as they were are left alone, so that what follows the table's changes sees changes
 * only; old rows go by deletion vectors.
 */
public final class RowReplacement {
  private final SparkSession session;
  private final LakeTable table;
  private final ListedTable.Memory tables;
  private final CrashPoints crashPoints;

  /** For one table. */
  public RowReplacement(
      SparkSession session, LakeTable table, ListedTable.Memory tables, CrashPoints crashPoints) {
    this.session = session;
    this.table = table;
    this.tables = tables;
    this.crashPoints = crashPoints;
  }

  /**
   * Commits it.
   *
   * @param before all rows of some keys at {@code base}
   * @param now what the table is to have of these keys, with its columns in its order
   * @param keys names of the columns that say which row became which
   */
  public TableCommit commit(
      TableState base, List<PlacedRow> before, List<Row> now, List<String> keys, CommitNote note) {
    crashPoints.reached(table.name() + ":before-commit");
    RowDifference difference = RowDifference.of(before, now, base.schema(), keys);
    OptimisticTransaction transaction =
        table.log().startTransaction(Option.empty(), Option.apply(base.snapshot()));
    // That the transaction has read the fence is what makes a concurrent run conflict with it. The
    // base's number is known; to look it up here would have Delta's state built for nothing else.
    transaction.readTxn().$plus$eq(table.fenceId());
    List<Action> actions = new ArrayList<>(actions(base, transaction, difference));
    actions.add(
        new SetTransaction(
            table.fenceId(), note.sequence(), Option.apply((Object) System.currentTimeMillis())));
    transaction.registerSQLMetrics(session, metrics(now, difference));
    CommitNote last = note.withRowsBefore(base.newest().map(TableCommit::tableRows).orElse(null));
    long version =
        transaction.commit(
            seq(actions),
            new NotedMerge(last.toJson()),
            scala.collection.immutable.Map.from(CollectionConverters.asScala(Map.of())));
    crashPoints.reached(table.name() + ":after-commit");
    return table.commit(version).orElseThrow();
  }

  /** Whether a table can have rows marked as deleted. */
  public static boolean applies(TableState table) {
    return DeletionVectorUtils$.MODULE$.deletionVectorsWritable(
        table.snapshot().protocol(), table.snapshot().metadata());
  }

  private List<Action> actions(
      TableState base, OptimisticTransaction transaction, RowDifference difference) {
    Map<AddFile, List<PlacedRow>> gone = byFile(base, difference.gone());
    transaction.trackFilesRead(seq(List.copyOf(gone.keySet())));
    Map<AddFile, List<Long>> rows = new HashMap<>();
    gone.forEach((file, placed) -> rows.put(file, placed.stream().map(PlacedRow::index).toList()));
    List<Action> actions =
        new ArrayList<>(
            new DeletedRows(table.path(), session.sessionState().newHadoopConf()).of(rows));
    if (!difference.come().isEmpty()) {
      Dataset<Row> come = session.createDataFrame(difference.come(), base.schema()).coalesce(1);
      actions.addAll(CollectionConverters.asJava(transaction.writeFiles(come)));
    }
    return actions;
  }

  private Map<AddFile, List<PlacedRow>> byFile(TableState base, List<PlacedRow> gone) {
    Map<String, List<PlacedRow>> byName =
        gone.stream().collect(Collectors.groupingBy(PlacedRow::file));
    if (byName.isEmpty()) {
      return Map.of();
    }
    List<AddFile> files =
        tables
            .of(table, base.version())
            .map(ListedTable::files)
            .orElseGet(() -> named(base, byName.keySet()));
    Path root = table.log().dataPath();
    DMLWithDeletionVectorsHelper$ delta = DMLWithDeletionVectorsHelper$.MODULE$;
    var candidates = delta.generateCandidateFileMap(root, seq(files));
    Map<AddFile, List<PlacedRow>> found = new HashMap<>();
    byName.forEach((file, rows) -> found.put(delta.getTouchedFile(root, file, candidates), rows));
    return found;
  }

  private static List<AddFile> named(TableState base, Set<String> files) {
    Object[] names = files.stream().map(file -> new Path(file).getName()).toArray();
    return base.snapshot()
        .allFiles()
        .filter(substring_index(col("path"), "/", -1).isin(names))
        .collectAsList();
  }

  private scala.collection.immutable.Map<String, SQLMetric> metrics(
      List<Row> now, RowDifference difference) {
    Map<String, Long> values =
        Map.of(
            "numSourceRows",
            (long) now.size(),
            "operationNumSourceRows",
            (long) now.size(),
            "numTargetRowsInserted",
            difference.inserted(),
            "numTargetRowsUpdated",
            difference.updated(),
            "numTargetRowsDeleted",
            difference.deleted(),
            "numTargetRowsCopied",
            0L);
    Map<String, SQLMetric> metrics = new HashMap<>();
    values.forEach(
        (name, value) -> {
          SQLMetric metric = SQLMetrics.createMetric(session.sparkContext(), name);
          metric.set(value);
          metrics.put(name, metric);
        });
    return scala.collection.immutable.Map.from(CollectionConverters.asScala(metrics));
  }

  /** A merge with a note. */
  private static final class NotedMerge extends DeltaOperations.Merge {
    private static final long serialVersionUID = 1L;

    private final String note;

    NotedMerge(String note) {
      super(
          Option.empty(),
          Option.empty(),
          Option.empty(),
          Option.empty(),
          seq(List.of()),
          seq(List.of()),
          seq(List.of()));
      this.note = note;
    }

    @Override
    public Option<String> userMetadata() {
      return Option.apply(note);
    }
  }

  private static <T> Seq<T> seq(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }
}
