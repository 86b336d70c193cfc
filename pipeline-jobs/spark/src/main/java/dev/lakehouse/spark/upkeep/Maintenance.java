package dev.lakehouse.spark.upkeep;

import dev.lakehouse.plan.Maintain;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.Upkeep;
import java.util.ArrayList;
import java.util.List;

/** The plan that keeps up the tables that another plan makes, side by side. */
public final class Maintenance {
  private Maintenance() {}

  /** The plan: one step for each table. */
  public static RunPlan of(RunPlan plan, Upkeep upkeep) {
    List<Step> steps = new ArrayList<>();
    plan.steps().stream()
        .filter(step -> !(step instanceof Step.Publish))
        .flatMap(step -> TableName.parse(step.id()).stream())
        .forEach(table -> steps.add(new Maintain(table.toString(), List.of(), table, upkeep)));
    return new RunPlan(plan.formatVersion(), plan.owner(), plan.lake(), plan.connections(), steps);
  }
}
