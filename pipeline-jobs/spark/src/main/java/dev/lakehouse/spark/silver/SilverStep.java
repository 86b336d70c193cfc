package dev.lakehouse.spark.silver;

import dev.lakehouse.plan.SilverChanges;
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
import dev.lakehouse.spark.delta.Rewrites;
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
    LakeTable input = context.table(step.from());
    Map<String, Long> inputs = new HashMap<>();
    step.inputs().forEach(name -> inputs.put(name.toString(), pin(context, name)));
    String inputId = input.id(inputs.get(step.from().toString()));
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
    if (!releases
        && watermark.filter(read -> Rewrites.past(input, read, pinned) == pinned).isPresent()) {
      return context.onlyRewritten(context.table(step.output()), target, note);
    }
    boolean asked = context.refreshes(step.output()) || madeOtherwise(target, makes);
    if (target.exists() && !asked && !SilverEvolution.goesOn(step, target, input.read(pinned))) {
      watermark = Optional.empty();
    }
    SilverInput reader = new SilverInput(input, pinned, NewestRow.needsArrival(step));
    SilverAttempt attempt =
        new SilverAttempt(context, step, target, quarantine, remembered, null, note);
    SilverAttempt last = releases ? attempt.releasing(context.run().release().rules()) : attempt;
    if (inputIs(step, SilverChanges.Input.CHANGE_FEED)) {
      return new ChangeFeedWrite(last).write(input, watermark, pinned);
    }
    SilverInput.Batch batch = reader.read(watermark, quarantine.watermark(step.from(), inputId));
    if (inputIs(step, SilverChanges.Input.SNAPSHOT)) {
      boolean anew = watermark.isEmpty();
      return (anew ? attempt.forgettingReleases() : last).writeSnapshots(batch, anew);
    }
    if (KeyHistory.applies(step) && !attempt.goesOn(batch)) {
      batch = reader.all();
    }
    return (batch.full() ? attempt.forgettingReleases() : last).write(batch);
  }

  private static boolean inputIs(Step.Silver step, SilverChanges.Input input) {
    return step.changes() != null && step.changes().input() == input;
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
        List.of(),
        step.unnesting(),
        TableLayout.or(step.layout()).files());
  }

  private static long pin(StepContext context, TableName name) {
    return context.pins().pin(context.table(name));
  }
}
