package dev.lakehouse.spark.forecast;

import dev.lakehouse.plan.SilverQuery;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.StepResult;
import dev.lakehouse.spark.StepRunner;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.gold.GoldStep;
import dev.lakehouse.spark.segment.SegmentStep;
import dev.lakehouse.spark.silver.SilverForecast;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells of each step what a run would do now, by the decisions that runs make themselves, from logs
 * alone: no row is read, and nothing is written.
 */
public final class Forecasts implements StepRunner<Step> {
  private final Set<String> moving = ConcurrentHashMap.newKeySet();

  @Override
  public StepResult run(StepContext context, Step step) {
    List<String> before =
        makesRows(step).stream()
            .map(TableName::toString)
            .filter(moving::contains)
            .distinct()
            .toList();
    Outlook outlook = outlook(context, step, before);
    if (outlook.works()) {
      moving.add(step.id());
    }
    return outlook.result(version(context, step), inputs(context, step));
  }

  /** What rows are made of: tables that expectations refer to move nothing. */
  private static List<TableName> makesRows(Step step) {
    if (step instanceof Step.Silver silver) {
      return SilverQuery.reads(silver);
    }
    return step instanceof Step.Gold gold ? gold.reads() : step.inputs();
  }

  private static Outlook outlook(StepContext context, Step step, List<String> before) {
    if (step instanceof Step.Publish publish) {
      return before.isEmpty()
          ? Outlook.nothing(
              "nothing new in %s; it is published where an earlier publish has failed"
                  .formatted(publish.from()))
          : Outlook.work(
              "Would be published to %s when %s is made."
                  .formatted(publish.connection(), publish.from()));
    }
    List<TableName> missing = missing(context, step, before);
    if (!missing.isEmpty()) {
      return Outlook.work(
          "Would be made for the first time, once this run has made %s."
              .formatted(String.join(", ", before)));
    }
    if (step instanceof Step.Silver silver) {
      return SilverForecast.of(context, silver, before);
    }
    if (step instanceof Step.Gold gold) {
      return GoldStep.forecast(context, gold, before);
    }
    return step instanceof Step.Segment segment
        ? SegmentStep.forecast(context, segment, !before.isEmpty())
        : Outlook.work("Would read what is new in its source.");
  }

  /** Tables that are not there yet, and that this run makes. */
  private static List<TableName> missing(StepContext context, Step step, List<String> before) {
    return step.inputs().stream()
        .filter(name -> before.contains(name.toString()))
        .filter(name -> context.table(name).newestVersion() < 0)
        .toList();
  }

  private static Long version(StepContext context, Step step) {
    return TableName.parse(step.id())
        .map(context::table)
        .map(LakeTable::newestVersion)
        .filter(version -> version >= 0)
        .orElse(null);
  }

  private static Map<String, Long> inputs(StepContext context, Step step) {
    Map<String, Long> inputs = new HashMap<>();
    for (TableName name : step.inputs()) {
      long version = context.table(name).newestVersion();
      if (version >= 0) {
        inputs.put(name.toString(), version);
      }
    }
    return inputs;
  }
}
