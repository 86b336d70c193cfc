package dev.lakehouse.spark.silver;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.EarlierAttempt;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.StepResult;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.FileLayout;
import dev.lakehouse.spark.delta.TableCommit;
import dev.lakehouse.spark.delta.TableState;
import dev.lakehouse.spark.quality.CheckedRows;
import dev.lakehouse.spark.quality.Quarantine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One attempt at a silver table, all its versions fixed.
 *
 * @param release null: quarantined rows stay there
 */
record SilverAttempt(
    StepContext context,
    Step.Silver step,
    TableState target,
    Quarantine quarantine,
    RememberedEvents remembered,
    Release release,
    CommitNote note) {

  /** The same for a table that is made anew, and its quarantine with it. */
  SilverAttempt forgettingReleases() {
    return new SilverAttempt(
        context, step, target, quarantine, remembered, null, note.withReleased(null));
  }

  /** The same, and quarantined rows that pass the rules of today come along. */
  SilverAttempt releasing(Set<String> rules) {
    Release let = new Release(step, rules, note.released(), note.sequence());
    return new SilverAttempt(context, step, target, quarantine, remembered, let, note);
  }

  StepResult write(SilverInput.Batch batch) {
    return KeyHistory.applies(step) ? writeHistory(batch) : writeRows(batch);
  }

  private StepResult writeRows(SilverInput.Batch batch) {
    List<String> helpers = new ArrayList<>(ofQuarantine());
    NewestRow newest = NewestRow.applies(step) ? new NewestRow(step) : null;
    if (newest != null) {
      helpers.addAll(newest.helpers());
    }
    Dataset<Row> rows = projected(batch.rows(), helpers);
    boolean whole = batch.full() || !target.exists();
    CheckedRows.Use use =
        newest == null
            ? new CheckedRows.Use(List.of(), lit(false), true, whole)
            : new CheckedRows.Use(step.keys(), lit(false), whole, whole);
    try (CheckedRows checked = onTheWay(rows, use)) {
      Dataset<Row> kept =
          checked.written(let -> made(withReleased(let, checked, List.of()), newest));
      if (checked.hasTableChecks()) {
        checked.checkTable(result(kept, newest, batch.full()), this::reference);
      }
      UnaryOperator<CommitNote> audit = written -> audited(checked, batch.full(), written);
      return told(commit(kept, newest, whole, audit));
    }
  }

  /** What is released is marked before rows are written, so they are checked before, too. */
  CheckedRows onTheWay(Dataset<Row> rows, CheckedRows.Use use) {
    return release == null
        ? CheckedRows.onTheWay(context, target, step.output(), rows, expectations(), use)
        : CheckedRows.before(context, target, step.output(), rows, expectations(), use);
  }

  /**
   * The rows and those that come out of quarantine. These are marked there before anything else
   * asks for them: what is marked in a commit is what comes in, in this attempt and in the next.
   */
  private Dataset<Row> withReleased(Dataset<Row> rows, CheckedRows checked, List<Column> helpers) {
    if (release == null) {
      return rows;
    }
    quarantine.replace(
        context, release::marked, checked.quarantines() ? refused(checked) : null, note);
    return rows.unionByName(released(helpers), true);
  }

  /** The marked rows. */
  Dataset<Row> released(List<Column> helpers) {
    List<Column> columns = new ArrayList<>(List.of(col("*")));
    columns.addAll(helpers);
    Dataset<Row> current = context.table(step.output()).read(target.version());
    return release.rows(quarantine.now(), current).select(columns.toArray(Column[]::new));
  }

  static Dataset<Row> made(Dataset<Row> let, NewestRow newest) {
    Dataset<Row> rows = let.drop(SilverInput.FRESH, SilverColumns.INVALID, Originals.HELPER);
    return newest == null ? rows : newest.winners(rows);
  }

  /** Refused rows are kept before the commit: a driver that dies in between finds them. */
  private CommitNote audited(CheckedRows checked, boolean full, CommitNote written) {
    CommitNote last = last(checked.audited(written));
    keepRefused(checked, full);
    return last;
  }

  CommitNote last(CommitNote checked) {
    return release == null
        ? checked
        : checked
            .withReleased(release.run())
            .withMetrics(Map.of(Release.METRIC, (double) release.count(quarantine.now())));
  }

  static StepResult told(TableCommit commit) {
    StepResult result = EarlierAttempt.result(commit);
    Double released = result.metrics() == null ? null : result.metrics().get(Release.METRIC);
    return released == null
        ? result
        : result.withMessage("%.0f rows came out of quarantine".formatted(released));
  }

  boolean goesOn(SilverInput.Batch batch) {
    return batch.full() || !HistoryWrite.needsAll(step, target, remembered, events(batch));
  }

  private Dataset<Row> events(SilverInput.Batch batch) {
    List<String> helpers = new ArrayList<>(ofQuarantine());
    helpers.add(KeyHistory.DELETED);
    Dataset<Row> rows = HistoryWrite.marked(original(batch.rows()), step);
    return SilverColumns.project(rows, step, context.run().settings(), helpers);
  }

  Dataset<Row> original(Dataset<Row> input) {
    Dataset<Row> rows = LookedUp.rows(Unnested.rows(input, step), step);
    return quarantines() ? Originals.marked(rows, step) : rows;
  }

  private List<String> ofQuarantine() {
    return quarantines() ? List.of(SilverInput.FRESH, Originals.HELPER) : List.of();
  }

  private List<Expectation> expectations() {
    return Stream.concat(step.expectations().stream(), SilverColumns.validity(step).stream())
        .toList();
  }

  /** Expectations are asked of rows; deletions are let in as they are. */
  private StepResult writeHistory(SilverInput.Batch batch) {
    List<String> unique = step.history() == Step.History.TYPE1 ? step.keys() : List.of();
    CheckedRows.Use use = new CheckedRows.Use(unique, col(KeyHistory.DELETED), false, batch.full());
    try (CheckedRows checked = onTheWay(events(batch), use)) {
      List<Column> kept = List.of(lit(false).as(KeyHistory.DELETED));
      Dataset<Row> fresh =
          checked.written(let -> new KeyHistory(step).events(withReleased(let, checked, kept)));
      try (HistoryWrite history =
          new HistoryWrite(context, step, target, remembered, fresh, batch.full())) {
        if (checked.hasTableChecks()) {
          checked.checkTable(history.result(), this::reference);
        }
        CommitNote finalNote = audited(checked, batch.full(), note);
        return told(history.commit(note, finalNote, FileLayout.of(step)));
      }
    }
  }

  /**
   * Rows that are turned away are not missing in their snapshot: their keys stay as they were.
   *
   * @param anew whether the table is made of these snapshots alone
   */
  StepResult writeSnapshots(SilverInput.Batch batch, boolean anew) {
    Dataset<Row> all = projected(batch.rows(), ofQuarantine());
    List<String> unique = step.history() == Step.History.TYPE1 ? step.keys() : List.of();
    try (CheckedRows checked =
        onTheWay(all, new CheckedRows.Use(unique, lit(false), false, anew))) {
      Dataset<Row> rows = checked.written(let -> made(withReleased(let, checked, List.of()), null));
      Dataset<Row> present = turnsAway() ? all.unionByName(rows, true) : rows;
      try (SnapshotWrite snapshots =
          new SnapshotWrite(context, step, target, remembered, rows, present, anew)) {
        if (checked.hasTableChecks()) {
          checked.checkTable(snapshots.result(), this::reference);
        }
        CommitNote finalNote = audited(checked, anew, note);
        return told(snapshots.commit(note, finalNote, FileLayout.of(step)));
      }
    }
  }

  Dataset<Row> projected(Dataset<Row> rows, List<String> helpers) {
    return SilverColumns.project(original(rows), step, context.run().settings(), helpers);
  }

  boolean quarantines() {
    return anyRule(Expectation.Action.QUARANTINE);
  }

  private boolean turnsAway() {
    return quarantines() || anyRule(Expectation.Action.DROP);
  }

  private boolean anyRule(Expectation.Action action) {
    return expectations().stream()
        .anyMatch(e -> e instanceof Expectation.Row && e.action() == action);
  }

  private Dataset<Row> result(Dataset<Row> kept, NewestRow newest, boolean full) {
    if (full || !target.exists()) {
      return kept;
    }
    Dataset<Row> current = context.table(step.output()).read(target.version());
    return newest == null ? current.unionByName(kept, true) : newest.merged(current, kept);
  }

  Dataset<Row> reference(TableName name) {
    return context.table(name).read(note.inputs().get(name.toString()));
  }

  private void keepRefused(CheckedRows checked, boolean full) {
    boolean emptied = full && quarantine.exists();
    if (!checked.quarantines() && emptied) {
      quarantine.empty(context, note);
    }
    if (!checked.quarantines() || release != null || !(checked.anyQuarantined() || emptied)) {
      return;
    }
    quarantine.keep(context, refused(checked), note, full);
  }

  private static Dataset<Row> refused(CheckedRows checked) {
    return Originals.named(checked.quarantined().filter(col(SilverInput.FRESH)))
        .drop(SilverInput.FRESH, SilverInput.ARRIVAL, KeyHistory.DELETED)
        .drop(SilverColumns.INVALID);
  }

  private TableCommit commit(
      Dataset<Row> kept, NewestRow newest, boolean whole, UnaryOperator<CommitNote> audit) {
    var writer = context.writer(context.table(step.output())).auditedBy(audit);
    if (whole) {
      return writer.overwrite(target, kept, note, FileLayout.of(step));
    }
    return newest == null
        ? writer.append(target, kept, note, FileLayout.of(step))
        : writer.merge(
            target, kept, audit.apply(note), newest.mergeRule(kept.schema(), target.schema()));
  }
}
