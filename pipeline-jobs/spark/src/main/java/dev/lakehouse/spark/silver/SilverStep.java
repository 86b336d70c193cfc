package dev.lakehouse.spark.silver;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.EarlierAttempt;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.StepResult;
import dev.lakehouse.spark.StepRunner;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.Fence;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableCommit;
import dev.lakehouse.spark.delta.TableState;
import dev.lakehouse.spark.quality.CheckedRows;
import dev.lakehouse.spark.quality.Quarantine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** New rows of the input, cleaned and checked, into a silver table. */
public final class SilverStep implements StepRunner<Step.Silver> {

  @Override
  public StepResult run(StepContext context, Step.Silver step) {
    TableState target = context.table(step.output()).state();
    return EarlierAttempt.result(context.run().sequence(), target)
        .orElseGet(() -> attempt(context, step, target));
  }

  private StepResult attempt(StepContext context, Step.Silver step, TableState target) {
    LakeTable input = context.table(step.from());
    Map<String, Long> inputs = new HashMap<>();
    step.inputs().forEach(name -> inputs.put(name.toString(), pin(context, name)));
    String inputId = input.stateAt(inputs.get(step.from().toString())).id();
    Quarantine quarantine = Quarantine.of(context, step.output());
    RememberedEvents remembered = RememberedEvents.of(context, step.output());
    long committed =
        Math.max(target.sequence(), Math.max(quarantine.sequence(), remembered.sequence()));
    long sequence = Fence.admit(step.output(), context.run().sequence(), committed);
    quarantine
        .pinnedBy(context.run().sequence(), step.from(), inputId)
        .or(() -> remembered.pinnedBy(context.run().sequence(), step.from(), inputId))
        .ifPresent(version -> inputs.put(step.from().toString(), version));
    long pinned = inputs.get(step.from().toString());

    String makes = context.hash(whatMakesTheRows(step));
    Optional<Long> watermark =
        context.refreshes(step.output()) || madeOtherwise(target, makes)
            ? Optional.empty()
            : SilverInput.watermark(target, step.from(), inputId);
    boolean releases = context.releases(step.output()) && quarantine.exists();
    if (!releases && watermark.filter(version -> version == pinned).isPresent()) {
      return StepResult.nothingNew(
          target.version(),
          inputs,
          "nothing new in %s since version %d".formatted(step.from(), pinned));
    }
    CommitNote note =
        CommitNote.of(sequence, step.id(), makes, inputs, Map.of(step.from().toString(), inputId))
            .withReleased(target.note().map(CommitNote::released).orElse(null));
    SilverInput reader = new SilverInput(input, pinned, NewestRow.needsArrival(step));
    SilverInput.Batch batch = reader.read(watermark, quarantine.watermark(step.from(), inputId));
    Attempt attempt = new Attempt(context, step, target, quarantine, remembered, null, note);
    if (KeyHistory.applies(step) && !attempt.goesOn(batch)) {
      batch = reader.all();
    }
    if (batch.full()) {
      return attempt.noting(note.withReleased(null)).write(batch);
    }
    Attempt last = releases ? attempt.releasing(context.run().release().rules()) : attempt;
    return last.write(batch);
  }

  /** Rows that were made by other columns, keys or filters are not mixed with new ones. */
  private static boolean madeOtherwise(TableState target, String makes) {
    return target.note().filter(note -> !note.stepHash().equals(makes)).isPresent();
  }

  /**
   * The step without what leaves its rows as they are. Expectations are among it: a new rule is
   * asked of new rows; who wants it asked of all refreshes the table.
   */
  private static Step.Silver whatMakesTheRows(Step.Silver step) {
    return new Step.Silver(
        step.id(),
        List.of(),
        step.from(),
        step.output(),
        step.columns(),
        step.where(),
        step.keys(),
        step.sequenceBy(),
        step.history(),
        step.changes(),
        List.of(),
        List.of());
  }

  private static long pin(StepContext context, TableName name) {
    return context.pins().pin(context.table(name));
  }

  /**
   * One attempt, all its versions fixed.
   *
   * @param release null: quarantined rows stay there
   */
  private record Attempt(
      StepContext context,
      Step.Silver step,
      TableState target,
      Quarantine quarantine,
      RememberedEvents remembered,
      Release release,
      CommitNote note) {

    Attempt noting(CommitNote other) {
      return new Attempt(context, step, target, quarantine, remembered, release, other);
    }

    /** The same, and quarantined rows that pass the rules of today come along. */
    Attempt releasing(Set<String> rules) {
      Release let = new Release(step, rules, note.released(), note.sequence());
      return new Attempt(context, step, target, quarantine, remembered, let, note);
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
      Dataset<Row> rows =
          SilverColumns.project(original(batch.rows()), step, context.run().settings(), helpers);
      List<String> unique = newest == null ? List.of() : step.keys();
      try (CheckedRows checked =
          CheckedRows.check(context, target, step.output(), rows, expectations(), unique)) {
        Dataset<Row> let =
            checked.kept().drop(SilverInput.FRESH, SilverColumns.INVALID, Originals.HELPER);
        let = withReleased(let, checked, List.of());
        Dataset<Row> kept = newest == null ? let : newest.winners(let);
        if (checked.hasTableChecks()) {
          checked.checkTable(result(kept, newest, batch.full()), this::reference);
        }
        keepRefused(checked, batch.full());
        return told(commit(kept, newest, batch.full(), last(checked)));
      }
    }

    /**
     * The rows and those that come out of quarantine. These are marked there before anything else
     * asks for them: what is marked in a commit is what comes in, in this attempt and in the next.
     */
    private Dataset<Row> withReleased(
        Dataset<Row> rows, CheckedRows checked, List<Column> helpers) {
      if (release == null) {
        return rows;
      }
      quarantine.replace(
          context, release::marked, checked.quarantines() ? refused(checked) : null, note);
      List<Column> columns = new ArrayList<>(List.of(col("*")));
      columns.addAll(helpers);
      Dataset<Row> current = context.table(step.output()).read(target.version());
      return rows.unionByName(
          release.rows(quarantine.now(), current).select(columns.toArray(Column[]::new)), true);
    }

    private CommitNote last(CheckedRows checked) {
      CommitNote checkedNote = note.withExpectations(checked.results());
      return release == null
          ? checkedNote
          : checkedNote
              .withReleased(release.run())
              .withMetrics(Map.of(Release.METRIC, (double) release.count(quarantine.now())));
    }

    private static StepResult told(TableCommit commit) {
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

    private Dataset<Row> original(Dataset<Row> rows) {
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
      Dataset<Row> events = events(batch);
      boolean deletes = step.changes() != null && step.changes().deleteWhen() != null;
      Dataset<Row> rows = deletes ? events.filter(not(col(KeyHistory.DELETED))) : events;
      List<String> unique = step.history() == Step.History.TYPE1 ? step.keys() : List.of();
      try (CheckedRows checked =
          CheckedRows.check(context, target, step.output(), rows, expectations(), unique)) {
        Dataset<Row> kept = checked.kept();
        if (deletes) {
          kept = kept.unionByName(events.filter(col(KeyHistory.DELETED)));
        }
        kept = withReleased(kept, checked, List.of(lit(false).as(KeyHistory.DELETED)));
        try (HistoryWrite history =
            new HistoryWrite(context, step, target, remembered, kept, batch.full())) {
          if (checked.hasTableChecks()) {
            checked.checkTable(history.result(), this::reference);
          }
          keepRefused(checked, batch.full());
          return told(history.commit(note, last(checked), step.clusterBy()));
        }
      }
    }

    private boolean quarantines() {
      return expectations().stream()
          .anyMatch(
              e -> e instanceof Expectation.Row && e.action() == Expectation.Action.QUARANTINE);
    }

    private Dataset<Row> result(Dataset<Row> kept, NewestRow newest, boolean full) {
      if (full || !target.exists()) {
        return kept;
      }
      Dataset<Row> current = context.table(step.output()).read(target.version());
      return newest == null ? current.unionByName(kept, true) : newest.merged(current, kept);
    }

    private Dataset<Row> reference(TableName name) {
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
        Dataset<Row> kept, NewestRow newest, boolean full, CommitNote finalNote) {
      var writer = context.writer(context.table(step.output()));
      if (full || !target.exists()) {
        return writer.overwrite(target, kept, finalNote, step.clusterBy());
      }
      return newest == null
          ? writer.append(target, kept, finalNote, step.clusterBy())
          : writer.merge(target, kept, finalNote, newest.mergeRule(kept.schema(), target.schema()));
    }
  }
}
