package dev.lakehouse.compiler;

import dev.lakehouse.plan.PlanCodec;
import dev.lakehouse.plan.RunPlan;
import java.util.List;

/** What compiling a spec came to. */
public sealed interface Compilation {
  /**
   * A plan.
   *
   * @param hash names the plan: the same spec gives the same bytes and the same hash
   */
  record Compiled(RunPlan plan, String hash) implements Compilation {
    static Compiled of(RunPlan plan) {
      return new Compiled(plan, PlanCodec.hash(plan));
    }
  }

  /**
   * No plan, and all that is wrong: first what this spec alone can mend, then what depends on other
   * objects, each in the order of the spec's fields.
   *
   * @param violations never empty
   */
  record Refused(List<Violation> violations) implements Compilation {
    public Refused {
      violations = List.copyOf(violations);
      if (violations.isEmpty()) {
        throw new IllegalArgumentException("a refusal needs a violation");
      }
    }
  }
}
