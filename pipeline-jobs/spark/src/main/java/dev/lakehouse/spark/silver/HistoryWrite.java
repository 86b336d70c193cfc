package dev.lakehouse.spark.silver;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.FileLayout;
import dev.lakehouse.spark.delta.KeyReplacement;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableCommit;
import dev.lakehouse.spark.delta.TableState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * New events into a table by {@link KeyHistory}: what is remembered of their keys is taken along,
 * the rows of these keys are made again, and put in place of those that are there.
 */
final class HistoryWrite implements AutoCloseable {
  private final StepContext context;
  private final LakeTable table;
  private final TableState target;
  private final RememberedEvents remembered;
  private final KeyHistory history;
  private final List<String> keys;
  private final boolean full;
  private final Dataset<Row> events;

  /**
   * @param fresh events that came, several times perhaps
   * @param full whether they are all there are
   */
  HistoryWrite(
      StepContext context,
      Step.Silver step,
      TableState target,
      RememberedEvents remembered,
      Dataset<Row> fresh,
      boolean full) {
    this.context = context;
    this.table = context.table(step.output());
    this.target = target;
    this.remembered = remembered;
    this.history = new KeyHistory(step);
    this.keys = step.keys();
    this.full = full || !target.exists();
    this.events = history.distinct(this.full ? fresh : withEarlier(fresh));
    this.events.persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** Rows of the input with {@link KeyHistory#DELETED}. */
  static Dataset<Row> marked(Dataset<Row> input, Step.Silver step) {
    boolean deletes = step.changes() != null && step.changes().deleteWhen() != null;
    return input.withColumn(
        KeyHistory.DELETED,
        deletes ? coalesce(expr(step.changes().deleteWhen()), lit(false)) : lit(false));
  }

  /**
   * Whether the table can't be gone on with: it has not all of the columns, or what it remembers is
   * gone.
   */
  static boolean needsAll(
      Step.Silver step, TableState target, RememberedEvents remembered, Dataset<Row> rows) {
    return addsColumns(target, rows)
        || (!remembered.exists() && !new KeyHistory(step).tableTellsNewest());
  }

  /** Whether the rows have a column that the table has not. */
  static boolean addsColumns(TableState target, Dataset<Row> rows) {
    Set<String> known =
        Stream.of(target.schema().fieldNames())
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    return Stream.of(rows.columns())
        .filter(name -> !name.startsWith("_lh_"))
        .anyMatch(name -> !known.contains(name.toLowerCase(Locale.ROOT)));
  }

  private Dataset<Row> withEarlier(Dataset<Row> fresh) {
    Dataset<Row> all = fresh;
    if (remembered.exists()) {
      all = all.unionByName(ofKeys(remembered.read(), fresh, keys, "left_semi"), true);
    }
    if (history.tableTellsNewest()) {
      Dataset<Row> rows = current().withColumn(KeyHistory.DELETED, lit(false));
      all = all.unionByName(history.events(ofKeys(rows, fresh, keys, "left_semi")), true);
    }
    return all;
  }

  private Dataset<Row> current() {
    return table.read(target.version());
  }

  /** The table as it will be. */
  Dataset<Row> result() {
    Dataset<Row> rows = history.rows(events);
    return full ? rows : ofKeys(current(), events, keys, "left_anti").unionByName(rows, true);
  }

  /** What is to be remembered first, then the table. */
  TableCommit commit(CommitNote rememberedNote, CommitNote note, FileLayout layout) {
    remember(rememberedNote);
    Dataset<Row> rows = history.rows(events);
    if (full) {
      return context.writer(table).overwrite(target, rows, note, layout);
    }
    List<String> identity = history.identity();
    Dataset<Row> there = ofKeys(current(), events, keys, "left_semi");
    return new KeyReplacement(context.writer(table), identity)
        .commit(target, rows, gone(there, rows, identity), note);
  }

  private void remember(CommitNote note) {
    if (history.tableTellsNewest()
        && events.filter(col(KeyHistory.DELETED)).isEmpty()
        && !(full && remembered.exists())) {
      return;
    }
    List<String> identity = history.eventIdentity();
    Dataset<Row> needed = history.needed(events);
    remembered.keep(context, needed, gone(events, needed, identity), identity, note, full);
  }

  /** Identities of rows that {@code rows} has no more. */
  static Dataset<Row> gone(Dataset<Row> before, Dataset<Row> rows, List<String> identity) {
    return ofKeys(before, rows, identity, "left_anti")
        .select(identity.stream().map(SilverColumns::quoted).toArray(Column[]::new));
  }

  /** Rows with, or without, a partner of the same keys; null keys are keys, too. */
  static Dataset<Row> ofKeys(
      Dataset<Row> rows, Dataset<Row> partners, List<String> keys, String join) {
    List<Column> partnerKeys = new ArrayList<>();
    Column same = lit(true);
    for (int i = 0; i < keys.size(); i++) {
      String name = "_lh_key_" + i;
      partnerKeys.add(SilverColumns.quoted(keys.get(i)).as(name));
      same = same.and(SilverColumns.quoted(keys.get(i)).eqNullSafe(col(name)));
    }
    return rows.join(partners.select(partnerKeys.toArray(Column[]::new)), same, join);
  }

  @Override
  public void close() {
    events.unpersist();
  }
}
