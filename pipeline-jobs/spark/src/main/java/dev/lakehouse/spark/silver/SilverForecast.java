package dev.lakehouse.spark.silver;

import dev.lakehouse.plan.SilverChanges;
import dev.lakehouse.plan.SilverFlow;
import dev.lakehouse.plan.SilverQuery;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.delta.TableState;
import dev.lakehouse.spark.forecast.Outlook;
import dev.lakehouse.spark.forecast.Reading;
import dev.lakehouse.spark.quality.Quarantine;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@link SilverStep} would do now. */
public final class SilverForecast {
  private SilverForecast() {}

  /**
   * Of a step all of whose inputs are there.
   *
   * @param before inputs that will have other rows when its turn comes
   */
  public static Outlook of(StepContext context, Step.Silver step, List<String> before) {
    TableState target = context.table(step.output()).state();
    Map<String, Long> inputs = new HashMap<>();
    step.inputs()
        .forEach(name -> inputs.put(name.toString(), context.pins().pin(context.table(name))));
    SilverSources sources = SilverSources.of(context, step);
    Optional<String> anew =
        SilverStep.whyAnew(context, step, target).or(() -> rebuilding(step, before));
    SilverSources.Read read =
        sources.read(anew.isPresent() ? Optional.empty() : target.note(), inputs);
    if (releases(context, step)) {
      return Outlook.work("Would ask today's rules of quarantined rows, and read what is new.");
    }
    if (anew.isEmpty()) {
      if (before.isEmpty() && (read.nothingNew() || read.onlyRewritten())) {
        return Outlook.nothing("nothing new in " + read.upTo());
      }
      Optional<Outlook> some = some(context, step, read, before);
      if (some.isPresent()) {
        return some.get();
      }
      anew =
          read.why()
              .or(
                  () ->
                      Optional.of(
                          "rows of its input were changed or removed, or it was made anew"));
    }
    return anew(context, step, target, anew.get());
  }

  /** A table that is looked up and will have other rows, where that makes all anew. */
  private static Optional<String> rebuilding(Step.Silver step, List<String> before) {
    return step.query() == null || step.query().onLookupChange() == SilverQuery.OnLookupChange.KEEP
        ? Optional.empty()
        : step.query().lookups().stream()
            .map(TableName::toString)
            .filter(before::contains)
            .findFirst()
            .map("%s, which is looked up, gets other rows in this run"::formatted);
  }

  private static Outlook anew(
      StepContext context, Step.Silver step, TableState target, String why) {
    List<TableName> read = SilverFlow.sources(step);
    if (followsHistory(step) && target.exists() && !context.refreshes(step.output())) {
      long bytes = Reading.all(context, read).bytes();
      return new Outlook(
          true,
          null,
          bytes,
          null,
          "Would be compared with all of %s, and keep its history: %s."
              .formatted(step.from(), why));
    }
    return Outlook.anew(
        Reading.all(context, read),
        target.exists() ? Optional.of(target.snapshot().sizeInBytes()) : Optional.empty(),
        why);
  }

  private static boolean followsHistory(Step.Silver step) {
    return inputIs(step, SilverChanges.Input.CHANGE_FEED) && step.history() == Step.History.TYPE2;
  }

  private static boolean inputIs(Step.Silver step, SilverChanges.Input input) {
    return step.changes() != null && step.changes().input() == input;
  }

  private static boolean releases(StepContext context, Step.Silver step) {
    return context.releases(step.output()) && Quarantine.of(context, step.output()).exists();
  }

  /** What is read where the table is gone on with; empty: all of it has to be. */
  private static Optional<Outlook> some(
      StepContext context, Step.Silver step, SilverSources.Read read, List<String> before) {
    Map<TableName, Long> since = new LinkedHashMap<>();
    for (TableName name : SilverFlow.sources(step)) {
      Optional<Long> watermark = read.watermark(name);
      if (watermark.isEmpty()) {
        return Optional.empty();
      }
      since.put(name, watermark.get());
    }
    return Reading.since(context, since)
        .filter(reading -> reading.additions() || inputIs(step, SilverChanges.Input.CHANGE_FEED))
        .map(
            reading ->
                new Outlook(
                    true,
                    reading.rows(),
                    reading.bytes(),
                    null,
                    "Would read %s.".formatted(reading.text(before))));
  }
}
