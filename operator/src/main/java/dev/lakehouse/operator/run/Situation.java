package dev.lakehouse.operator.run;

import dev.lakehouse.api.LakehouseRun;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything that decides about an owner's next run.
 *
 * @param plan hash of the plan its spec compiles to; empty while the spec is refused
 * @param inputs the tables that plan reads from outside
 * @param runs all of its runs, in any order
 */
public record Situation(
    RunOwner owner,
    OwnerMemory memory,
    Optional<String> plan,
    InputVersions inputs,
    List<LakehouseRun> runs,
    Instant now) {
  public Situation {
    runs = List.copyOf(runs);
  }
}
