package dev.lakehouse.spark.silver;

import dev.lakehouse.plan.SilverChanges;
import dev.lakehouse.plan.SilverDraft;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableLayout;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.EarlierAttempt;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.StepResult;
import dev.lakehouse.spark.StepRunner;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.Fence;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableState;
import dev.lakehouse.spark.quality.Quarantine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** New rows of the input, cleaned and checked, into a silver table. */
public final class SilverStep implements StepRunner<Step.Silver> {

  @Override
  public StepResult run(StepContext context, Step.Silver step) {
    TableState target = context.table(step.output()).state();
    return EarlierAttempt.result(context.run().sequence(), target)
        .orElseGet(() -> attempt(context, step, target));
  }

  /** The greatest number that has committed to the table, or to what is kept beside it. */
  public static long committed(StepContext context, TableName table) {
    return Math.max(
        context.table(table).state().sequence(),
        Math.max(
            Quarantine.of(context, table).sequence(),
            RememberedEvents.of(context, table).sequence()));
  }

  private StepResult attempt(StepContext context, Step.Silver step, TableState target) {
    Map<String, Long> inputs = new HashMap<>();
    step.inputs().forEach(name -> inputs.put(name.toString(), pin(context, name)));
    SilverSources sources = SilverSources.of(context, step);
    Quarantine quarantine = Quarantine.of(context, step.output());
    RememberedEvents remembered = RememberedEvents.of(context, step.output());
    long committed =
        Math.max(target.sequence(), Math.max(quarantine.sequence(), remembered.sequence()));
    long sequence = Fence.admit(step.output(), context.run().sequence(), committed);
    sources
        .ids(inputs)
        .forEach(
            (name, id) ->
                pinnedBefore(context, quarantine, remembered, name, id)
                    .or(
                        () ->
                            quarantine.sequence() > target.sequence() && sources.keeps(name)
                                ? quarantine.watermark(name, id)
                                : Optional.empty())
                    .ifPresent(version -> inputs.put(name.toString(), version)));

    String makes = context.hash(whatMakesTheRows(step));
    boolean asked = whyAnew(context, step, target).isPresent();
    SilverSources.Read read = sources.read(asked ? Optional.empty() : target.note(), inputs);
    boolean releases = context.releases(step.output()) && quarantine.exists();
    if (!releases && read.nothingNew()) {
      return StepResult.nothingNew(target.version(), inputs, "nothing new in " + read.upTo());
    }
    CommitNote note =
        CommitNote.of(sequence, step.id(), makes, inputs, read.ids())
            .withReleased(target.note().map(CommitNote::released).orElse(null));
    if (!releases && read.onlyRewritten()) {
      return context.onlyRewritten(context.table(step.output()), target, note);
    }
    if (target.exists()
        && !asked
        && !SilverEvolution.goesOn(
            step, target, name -> context.table(name).read(inputs.get(name.toString())))) {
      read = sources.read(Optional.empty(), inputs);
    }
    SilverAttempt attempt =
        new SilverAttempt(context, step, target, quarantine, remembered, null, note);
    StepResult result = write(attempt, read, releases);
    return read.why().map(result::withMessage).orElse(result);
  }

  private static StepResult write(
      SilverAttempt attempt, SilverSources.Read read, boolean releases) {
    StepContext context = attempt.context();
    Step.Silver step = attempt.step();
    SilverAttempt last = releases ? attempt.releasing(context.run().release().rules()) : attempt;
    if (inputIs(step, SilverChanges.Input.CHANGE_FEED)) {
      LakeTable input = context.table(step.from());
      Optional<Long> watermark = read.watermark(step.from());
      long pinned = attempt.note().inputs().get(step.from().toString());
      return step.history() == Step.History.TYPE2
          ? new FollowedHistoryWrite(last).write(input, watermark, pinned)
          : new ChangeFeedWrite(last).write(input, watermark, pinned);
    }
    SilverInput.Batch batch = read.batch(attempt.quarantine());
    if (inputIs(step, SilverChanges.Input.SNAPSHOT)) {
      boolean anew = read.watermark(step.from()).isEmpty();
      return (anew ? attempt.forgettingReleases() : last).writeSnapshots(batch, anew);
    }
    if (KeyHistory.applies(step) && !attempt.goesOn(batch)) {
      batch = read.all();
    }
    return (batch.full() ? attempt.forgettingReleases() : last).write(batch);
  }

  /** What an earlier attempt of this run has read: the one that goes on must read the same. */
  private static Optional<Long> pinnedBefore(
      StepContext context,
      Quarantine quarantine,
      RememberedEvents remembered,
      TableName input,
      String id) {
    Long sequence = context.run().sequence();
    return quarantine
        .pinnedBy(sequence, input, id)
        .or(() -> remembered.pinnedBy(sequence, input, id));
  }

  private static boolean inputIs(Step.Silver step, SilverChanges.Input input) {
    return step.changes() != null && step.changes().input() == input;
  }

  /**
   * Why all rows are made anew whatever came; empty: what is there is gone on with. Rows that were
   * made by other columns, keys or filters are not mixed with new ones.
   */
  static Optional<String> whyAnew(StepContext context, Step.Silver step, TableState target) {
    if (context.refreshes(step.output())) {
      return Optional.of("a full refresh is asked for");
    }
    if (target.note().isEmpty()) {
      return Optional.of("it is made for the first time");
    }
    String makes = context.hash(whatMakesTheRows(step));
    return target.note().get().stepHash().equals(makes)
        ? Optional.empty()
        : Optional.of("its declaration changed");
  }

  /**
   * The step without what leaves its rows as they are. Expectations are among it: a new rule is
   * asked of new rows; who wants it asked of all refreshes the table. What is made of its further
   * inputs {@link SilverSources} knows of each.
   */
  private static Step.Silver whatMakesTheRows(Step.Silver step) {
    return SilverDraft.like(step)
        .dependsOn(List.of())
        .clusterBy(List.of())
        .expectations(List.of())
        .layout(TableLayout.or(step.layout()).files())
        .alsoFrom(null)
        .step();
  }

  private static long pin(StepContext context, TableName name) {
    return context.pins().pin(context.table(name));
  }
}
