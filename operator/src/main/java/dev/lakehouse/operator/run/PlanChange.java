package dev.lakehouse.operator.run;

import dev.lakehouse.api.ApiGroup;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.compiler.diff.PlanDiff;
import dev.lakehouse.compiler.diff.StepChange;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is different between the plan of the last run that succeeded and the one the spec compiles
 * to now. What breaks waits for a person: nothing is made anew before. Pure.
 *
 * @param plan hash of the plan the spec compiles to now
 * @param diff from the last success's plan to it
 * @param approved the hash that a person has approved; null: none
 * @param bytes sizes of tables by name, where they are known
 */
public record PlanChange(String plan, PlanDiff diff, String approved, Map<String, Long> bytes) {
  /** Changes that are named to people; the rest is counted. */
  private static final int NAMED = 5;

  /** Whether nothing may run before a person approves. */
  public boolean needsApproval() {
    return !diff.breaking().isEmpty() && !plan.equals(approved);
  }

  /** What breaks, and how it is approved. */
  String request(RunOwner owner) {
    return "%s. Nothing is made anew until you approve: kubectl -n %s annotate %s %s %s=%s --overwrite (or create a LakehouseRun with fullRefresh of these tables, or take the change back)."
        .formatted(
            PlanDiff.text(diff.breaking(), NAMED, bytes),
            owner.resource().getMetadata().getNamespace(),
            owner.kind().toLowerCase(java.util.Locale.ROOT),
            owner.name(),
            ApiGroup.APPROVE_ANNOTATION,
            plan);
  }

  /** All that changes, for people. */
  String text() {
    return PlanDiff.text(diff.changes(), NAMED, bytes);
  }

  /**
   * Whether a person's run may go on all the same: it asks for just what would have to be approved,
   * takes tables back to what they were, or changes no row.
   */
  boolean isAskedForBy(LakehouseRun run) {
    if (run.getSpec().rollbackTo() != null || RunMarks.maintains(run)) {
      return true;
    }
    List<String> refreshed = Optional.ofNullable(run.getSpec().fullRefresh()).orElse(List.of());
    return diff.breaking().stream().map(StepChange::step).allMatch(refreshed::contains);
  }

  /** How a pass waits for it. */
  NextRun.Decision.Wait hold(RunOwner owner) {
    return NextRun.Decision.Wait.forChange(RunReasons.APPROVAL_NEEDED, request(owner));
  }
}
