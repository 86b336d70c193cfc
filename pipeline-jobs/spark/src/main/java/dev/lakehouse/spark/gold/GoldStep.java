package dev.lakehouse.spark.gold;

import dev.lakehouse.plan.GoldDraft;
import dev.lakehouse.plan.GoldRefresh;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableLayout;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.EarlierAttempt;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.StepResult;
import dev.lakehouse.spark.StepRunner;
import dev.lakehouse.spark.delta.ColumnChanges;
import dev.lakehouse.spark.delta.ColumnPolicy;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.Fence;
import dev.lakehouse.spark.delta.LayerCatalog;
import dev.lakehouse.spark.delta.ListedTable;
import dev.lakehouse.spark.delta.SmallWork;
import dev.lakehouse.spark.delta.TableState;
import dev.lakehouse.spark.forecast.Outlook;
import dev.lakehouse.spark.forecast.Reading;
import dev.lakehouse.spark.gold.incremental.Refresh;
import dev.lakehouse.spark.gold.incremental.RefreshSearch;
import dev.lakehouse.spark.quality.Quarantine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A query over pinned versions of its inputs, put in place of the table in one commit: all of it,
 * or the keys that may have changed.
 */
public final class GoldStep implements StepRunner<Step.Gold> {

  @Override
  public StepResult run(StepContext context, Step.Gold step) {
    TableState target = context.table(step.output()).state();
    return EarlierAttempt.result(context.run().sequence(), target)
        .orElseGet(() -> attempt(context, step, target));
  }

  private StepResult attempt(StepContext context, Step.Gold step, TableState target) {
    Quarantine quarantine = Quarantine.of(context, step.output());
    long committed = Math.max(target.sequence(), quarantine.sequence());
    long sequence = Fence.admit(step.output(), context.run().sequence(), committed);
    Map<TableName, Long> versions = new TreeMap<>();
    Map<String, Long> inputs = new TreeMap<>();
    Map<String, String> ids = new TreeMap<>();
    SmallWork.doing(
        context.session(),
        () -> {
          for (TableName name : step.inputs()) {
            long version = context.pins().pin(context.table(name));
            versions.put(name, version);
            inputs.put(name.toString(), version);
            ids.put(name.toString(), context.table(name).id(version));
          }
          return null;
        });
    String hash = context.hash(whatMakesTheRows(step));
    boolean refreshed = context.refreshes(step.output());
    if (!refreshed && target.covers(hash, inputs)) {
      return StepResult.nothingNew(
          target.version(), inputs, "the query and the versions of its inputs are unchanged");
    }
    CommitNote note = CommitNote.of(sequence, step.id(), hash, inputs, ids);
    if (!refreshed && context.coversRows(target, hash, inputs)) {
      return context.onlyRewritten(context.table(step.output()), target, note);
    }
    LayerCatalog.register(context.session(), context::table, versions);
    ListedTable.Memory tables = new ListedTable.Memory();
    GoldCommit commit = new GoldCommit(context, tables, step, target, quarantine, note);
    Dataset<Row> query =
        SmallWork.doing(context.session(), () -> context.session().sql(step.sql()));
    if (!refreshed && target.note().filter(last -> last.stepHash().equals(hash)).isPresent()) {
      ColumnPolicy.require(
          step.output(), step.layout(), ColumnChanges.between(target.schema(), query.schema()));
    }
    if (step.refresh() == null) {
      return commit.all(query);
    }
    try (Refresh refresh =
        whyFull(step.refresh(), target, note, refreshed)
            .map(Refresh::full)
            .orElseGet(
                () ->
                    SmallWork.doing(
                        context.session(),
                        () ->
                            new RefreshSearch(context, tables, step, target, versions)
                                .of(query)))) {
      return commit.some(query, refresh);
    }
  }

  /**
   * What the step would do now; all of its inputs are there.
   *
   * @param before inputs that will have other rows when its turn comes
   */
  public static Outlook forecast(StepContext context, Step.Gold step, List<String> before) {
    TableState target = context.table(step.output()).state();
    Map<String, Long> inputs = new TreeMap<>();
    Map<String, String> ids = new TreeMap<>();
    for (TableName name : step.inputs()) {
      long version = context.pins().pin(context.table(name));
      inputs.put(name.toString(), version);
      ids.put(name.toString(), context.table(name).id(version));
    }
    String hash = context.hash(whatMakesTheRows(step));
    boolean refreshed = context.refreshes(step.output());
    boolean same = target.covers(hash, inputs) || context.coversRows(target, hash, inputs);
    if (same && !refreshed && before.isEmpty()) {
      return Outlook.nothing("the query and the rows of its inputs are unchanged");
    }
    CommitNote note = CommitNote.of(0, step.id(), hash, inputs, ids);
    Optional<String> full =
        step.refresh() == null
            ? Optional.of(whyAnew(target, hash, refreshed))
            : whyFull(step.refresh(), target, note, refreshed);
    Map<TableName, Long> since = new TreeMap<>();
    if (full.isEmpty()) {
      step.reads()
          .forEach(name -> since.put(name, target.note().get().inputs().get(name.toString())));
    }
    Optional<Reading> reading = full.isPresent() ? Optional.empty() : Reading.since(context, since);
    return reading
        .map(
            changed ->
                new Outlook(
                    true,
                    changed.rows(),
                    changed.bytes(),
                    null,
                    "Would be brought up to date with the changes of %s, unless making it anew costs less."
                        .formatted(changed.text(before))))
        .orElseGet(
            () ->
                Outlook.anew(
                    Reading.all(context, step.reads()),
                    target.exists()
                        ? Optional.of(target.snapshot().sizeInBytes())
                        : Optional.empty(),
                    full.orElse("the log of a table it reads no longer reaches back")));
  }

  private static String whyAnew(TableState target, String hash, boolean refreshed) {
    if (refreshed) {
      return "a full refresh is asked for";
    }
    if (target.note().isEmpty()) {
      return "it is made for the first time";
    }
    return target.note().get().stepHash().equals(hash)
        ? "an input has other rows, and its refresh is Full"
        : "its declaration changed";
  }

  /** The step without what leaves its rows as they are: order of work, and how rows lie. */
  private static Step.Gold whatMakesTheRows(Step.Gold step) {
    return GoldDraft.like(step)
        .dependsOn(List.of())
        .clusterBy(List.of())
        .layout(TableLayout.or(step.layout()).files())
        .step();
  }

  /** Why there is nothing that could be brought up to date. */
  private static Optional<String> whyFull(
      GoldRefresh declared, TableState target, CommitNote note, boolean refreshed) {
    if (declared.obstacle() != null) {
      return Optional.of(declared.obstacle());
    }
    if (refreshed) {
      return Optional.of("a full refresh was asked for");
    }
    if (target.note().isEmpty()) {
      return Optional.of("it is made for the first time");
    }
    CommitNote last = target.note().get();
    if (!last.stepHash().equals(note.stepHash())) {
      return Optional.of("its declaration changed");
    }
    return last.inputIds().equals(note.inputIds())
        ? Optional.empty()
        : Optional.of("a table it reads was made anew");
  }
}
