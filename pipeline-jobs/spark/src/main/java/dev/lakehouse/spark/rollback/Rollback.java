package dev.lakehouse.spark.rollback;

import dev.lakehouse.plan.Restore;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The plan that takes tables of another plan back to earlier versions. In reverse order: a table
 * goes back after those that are made from it, so that nothing is newer than what it was made from;
 * each is published again once it is back.
 */
public final class Rollback {
  private Rollback() {}

  /**
   * The plan.
   *
   * @throws IllegalArgumentException when {@code versions} names a table that no step makes
   */
  public static RunPlan of(RunPlan plan, Map<TableName, Long> versions) {
    List<String> made = plan.steps().stream().map(Step::id).toList();
    List<TableName> strangers =
        versions.keySet().stream()
            .filter(table -> !made.contains(table.toString()))
            .sorted()
            .toList();
    if (!strangers.isEmpty()) {
      throw new IllegalArgumentException("no step makes " + strangers);
    }
    List<Step> steps = new ArrayList<>();
    List<Step> backwards = new ArrayList<>(plan.steps());
    Collections.reverse(backwards);
    for (Step step : backwards) {
      TableName.parse(step.id())
          .filter(versions::containsKey)
          .ifPresent(
              table -> {
                steps.add(
                    new Restore(
                        step.id(), madeFrom(plan, table, versions), table, versions.get(table)));
                steps.addAll(published(plan, table));
              });
    }
    return new RunPlan(plan.formatVersion(), plan.owner(), plan.lake(), plan.connections(), steps);
  }

  /** Tables that go back, too, and are made from that one. */
  private static List<String> madeFrom(
      RunPlan plan, TableName table, Map<TableName, Long> versions) {
    return plan.steps().stream()
        .filter(step -> step.dependsOn().contains(table.toString()))
        .map(Step::id)
        .filter(id -> TableName.parse(id).filter(versions::containsKey).isPresent())
        .sorted()
        .toList();
  }

  private static List<Step> published(RunPlan plan, TableName table) {
    return plan.steps().stream()
        .filter(step -> step instanceof Step.Publish publish && publish.from().equals(table))
        .toList();
  }
}
