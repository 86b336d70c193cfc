package dev.lakehouse.operator.run;

import dev.lakehouse.api.LakehouseRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that decides about an owner's next run.
 *
 * @param plan hash of the plan its spec compiles to; empty while the spec is refused
 * @param inputs the tables that plan reads from outside
 * @param runs all of its runs, in any order
 * @param change how the plan differs from that of the last success; empty when it does not, or when
 *     that is not known any more
 * @param continuous what a run that goes on would be made with now, see {@link
 *     ContinuousRuns#settings}; empty: the trigger is another
 * @param busy what else works for the owner and has to end before a run begins
 */
public record Situation(
    RunOwner owner,
    OwnerMemory memory,
    Optional<String> plan,
    InputVersions inputs,
    List<LakehouseRun> runs,
    Optional<PlanChange> change,
    Optional<String> continuous,
    Optional<NextRun.Decision.Wait> busy,
    Instant now) {
  public Situation {
    runs = List.copyOf(runs);
  }

  /** A change that nothing may run for yet. */
  Optional<PlanChange> unapproved() {
    return change.filter(PlanChange::needsApproval);
  }

  /** The same, remembering what the runs tell by now. */
  Situation upToDate() {
    return new Situation(
        owner, OwnerHistory.after(this), plan, inputs, runs, change, continuous, busy, now);
  }

  /** The same with a run that was just written. */
  Situation with(LakehouseRun written) {
    List<LakehouseRun> all = new ArrayList<>(runs);
    all.removeIf(run -> run.getMetadata().getName().equals(written.getMetadata().getName()));
    all.add(written);
    return new Situation(owner, memory, plan, inputs, all, change, continuous, busy, now);
  }
}
