package dev.lakehouse.spark.delta;

import dev.lakehouse.spark.CrashPoints;
import io.delta.tables.DeltaMergeBuilder;
import io.delta.tables.DeltaTable;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.DeltaOptions;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.apache.spark.sql.delta.commands.DMLUtils;
import org.apache.spark.sql.delta.commands.WriteIntoDelta;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Commits to one table. Every commit holds the data, the note (watermark) and the fence; appends
 * and overwrites start from the very snapshot that the step decided by, so a writer that came
 * between makes the commit fail instead of doubling rows.
 */
public final class TableWriter {
  private static final String USER_METADATA = "spark.databricks.delta.commitInfo.userMetadata";
  private static final String TXN_ID = "spark.databricks.delta.write.txnAppId";
  private static final String TXN_VERSION = "spark.databricks.delta.write.txnVersion";

  private static final String REPLACE_CHECK =
      "spark.databricks.delta.replaceWhere.constraintCheck.enabled";

  private final SparkSession session;
  private final LakeTable table;
  private final CrashPoints crashPoints;
  private UnaryOperator<CommitNote> audit = UnaryOperator.identity();

  /** A writer to {@code table}. */
  public TableWriter(SparkSession session, LakeTable table, CrashPoints crashPoints) {
    this.session = session;
    this.table = table;
    this.crashPoints = crashPoints;
  }

  /**
   * The same; {@code check} is called between writing rows and committing them, and gives the note
   * to commit with, or throws: then nothing is committed and no file stays.
   */
  public TableWriter auditedBy(UnaryOperator<CommitNote> check) {
    TableWriter writer = new TableWriter(session, table, crashPoints);
    writer.audit = check;
    return writer;
  }

  /**
   * How rows of a merge replace those of the same key; aliases are {@code s} and {@code t}.
   *
   * @param replaces null: rows that are there stay
   */
  public record MergeRule(Column sameRow, Column replaces) {}

  /** Adds the rows; makes the table when there is none. Columns that are new are added. */
  public TableCommit append(
      TableState base, Dataset<Row> rows, CommitNote note, FileLayout layout) {
    Map<String, String> options = Map.of("mergeSchema", "true");
    SaveMode mode = base.exists() ? SaveMode.Append : SaveMode.Overwrite;
    FileLayout made = base.exists() ? FileLayout.NONE : layout;
    return write(base, rows, onTopOf(base, note), new Way(mode, options, made));
  }

  /**
   * Puts the rows in place of those that {@code condition} holds for, in one commit. The rows
   * themselves need not fulfil it.
   */
  public TableCommit replace(
      TableState base, String condition, Dataset<Row> rows, CommitNote note) {
    Map<String, String> options = Map.of("mergeSchema", "true", "replaceWhere", condition);
    session.conf().set(REPLACE_CHECK, false);
    try {
      // How many rows went, the commit's own metrics don't tell in a form that adds up.
      return write(
          base,
          rows,
          note.withRowsBefore(null),
          new Way(SaveMode.Overwrite, options, FileLayout.NONE));
    } finally {
      session.conf().unset(REPLACE_CHECK);
    }
  }

  /** Puts the rows in place of all there were, in one commit; readers never see less. */
  public TableCommit overwrite(
      TableState base, Dataset<Row> rows, CommitNote note, FileLayout layout) {
    Map<String, String> options = Map.of("overwriteSchema", "true");
    Way way = new Way(SaveMode.Overwrite, options, layout);
    return write(base, rows, note.withRowsBefore(0L), way);
  }

  private static CommitNote onTopOf(TableState base, CommitNote note) {
    return note.withRowsBefore(
        base.exists() ? base.newest().map(TableCommit::tableRows).orElse(null) : Long.valueOf(0));
  }

  /** How rows get into the table. */
  private record Way(SaveMode mode, Map<String, String> options, FileLayout layout) {}

  private TableCommit write(TableState base, Dataset<Row> rows, CommitNote note, Way way) {
    crashPoints.reached(table.name() + ":before-commit");
    DeltaLog log = table.log();
    Map<String, String> options = new HashMap<>(way.options());
    options.put("txnAppId", table.fenceId());
    options.put("txnVersion", Long.toString(note.sequence()));
    DeltaOptions deltaOptions = new DeltaOptions(scalaMap(options), session.sessionState().conf());
    OptimisticTransaction transaction =
        log.startTransaction(Option.empty(), Option.apply(base.snapshot()));
    // Reading the fence inside the transaction is what makes a concurrent run conflict with it.
    transaction.txnVersion(table.fenceId());
    WriteIntoDelta command =
        new WriteIntoDelta(
            log,
            way.mode(),
            deltaOptions,
            seq(way.layout().partitionBy()),
            scalaMap(way.layout().configuration(rows.schema())),
            rows,
            Option.empty(),
            Option.empty(),
            false);
    DMLUtils.TaggedCommitData<?> data =
        command.writeAndReturnCommitData(
            transaction, session, way.layout().clustering(base), false);
    CommitNote last = StagedFiles.auditing(session, table, data.actions(), () -> audit.apply(note));
    long version = commit(transaction, data, way, last);
    crashPoints.reached(table.name() + ":after-commit");
    return committed(version);
  }

  @SuppressWarnings("unchecked")
  private static long commit(
      OptimisticTransaction transaction,
      DMLUtils.TaggedCommitData<?> data,
      Way way,
      CommitNote note) {
    return transaction.commit(
        (Seq<Action>) data.actions(), operation(way, note), data.stringTags());
  }

  private static DeltaOperations.Write operation(Way way, CommitNote note) {
    return new DeltaOperations.Write(
        way.mode(),
        Option.apply(seq(List.of())),
        Option.apply(way.options().get("replaceWhere")),
        Option.apply(note.toJson()),
        Option.empty(),
        Option.empty(),
        Option.empty(),
        Option.empty(),
        Option.empty());
  }

  /** Updates rows that {@code rule} lets be replaced, adds those of new keys. */
  public TableCommit merge(TableState base, Dataset<Row> rows, CommitNote note, MergeRule rule) {
    return merging(
        base,
        note,
        target -> {
          DeltaMergeBuilder merge =
              target.as("t").merge(rows.as("s"), rule.sameRow()).withSchemaEvolution();
          if (rule.replaces() != null) {
            merge = merge.whenMatched(rule.replaces()).updateAll();
          }
          merge.whenNotMatched().insertAll().execute();
        });
  }

  /** The commit of {@code work}, which merges into the table once. */
  TableCommit merging(TableState base, CommitNote note, Consumer<DeltaTable> work) {
    crashPoints.reached(table.name() + ":before-commit");
    session.conf().set(USER_METADATA, onTopOf(base, note).toJson());
    session.conf().set(TXN_ID, table.fenceId());
    session.conf().set(TXN_VERSION, Long.toString(note.sequence()));
    try {
      work.accept(DeltaTable.forPath(session, table.path()));
    } finally {
      List.of(USER_METADATA, TXN_ID, TXN_VERSION).forEach(session.conf()::unset);
    }
    crashPoints.reached(table.name() + ":after-commit");
    return find(base, note);
  }

  /** Commits the note and the fence, and leaves the rows as they are. */
  public TableCommit mark(TableState base, CommitNote note) {
    crashPoints.reached(table.name() + ":before-commit");
    long version = commitMark(base, onTopOf(base, note));
    crashPoints.reached(table.name() + ":after-commit");
    return committed(version);
  }

  /** From now on runs up to {@code sequence} can't commit; what the last one said stays said. */
  TableState claim(TableState base, long sequence) {
    commitMark(base, onTopOf(base, base.note().orElseThrow().claimedBy(sequence)));
    return table.state();
  }

  private long commitMark(TableState base, CommitNote note) {
    return commitActions(base, note, base.snapshot().metadata(), List.of());
  }

  /** Commits these actions with the note and the fence. */
  long commitActions(TableState base, CommitNote note, Metadata metadata, List<Action> actions) {
    return commitActions(
        base,
        note,
        transaction -> {
          if (!metadata.equals(base.snapshot().metadata())) {
            transaction.updateMetadata(metadata, false);
          }
        },
        actions);
  }

  /** The same; {@code changes} says what becomes of the table's metadata and protocol. */
  long commitActions(
      TableState base,
      CommitNote note,
      Consumer<OptimisticTransaction> changes,
      List<Action> actions) {
    OptimisticTransaction transaction =
        table.log().startTransaction(Option.empty(), Option.apply(base.snapshot()));
    transaction.txnVersion(table.fenceId());
    changes.accept(transaction);
    List<Action> all = new ArrayList<>(actions);
    all.add(
        new SetTransaction(
            table.fenceId(), note.sequence(), Option.apply((Object) System.currentTimeMillis())));
    Way way = new Way(SaveMode.Append, Map.of(), FileLayout.NONE);
    return transaction.commit(seq(all), operation(way, note), scalaMap(Map.of()));
  }

  /**
   * The commit of that note. Delta leaves a merge out without a word when its transaction is in the
   * log already, so its absence means that another driver was faster.
   */
  private TableCommit find(TableState base, CommitNote note) {
    TableState now = table.state();
    for (long version = base.version() + 1; version <= now.version(); version++) {
      Optional<TableCommit> commit = table.commit(version);
      if (commit.filter(found -> found.note().token().equals(note.token())).isPresent()) {
        return commit.get();
      }
    }
    if (now.sequence() > note.sequence()) {
      throw Fence.fenced(table.name(), note.sequence(), now.sequence());
    }
    throw new ConcurrentModificationException(
        "another driver of run " + note.sequence() + " has committed to " + table.name());
  }

  private TableCommit committed(long version) {
    return table
        .commit(version)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "version %d of %s carries no note".formatted(version, table.name())));
  }

  private static <T> Seq<T> seq(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }

  private static scala.collection.immutable.Map<String, String> scalaMap(Map<String, String> map) {
    return scala.collection.immutable.Map.from(CollectionConverters.asScala(map));
  }
}
