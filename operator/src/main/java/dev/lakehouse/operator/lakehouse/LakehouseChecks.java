package dev.lakehouse.operator.lakehouse;

import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.compiler.PlanCompiler;
import dev.lakehouse.operator.error.Problem;
import java.util.Optional;

/** What keeps a Lakehouse from being worked on; pure. */
final class LakehouseChecks {
  private LakehouseChecks() {}

  /** The first thing wrong with its spec. */
  static Optional<Problem> firstProblem(Lakehouse lakehouse) {
    return Problem.of(PlanCompiler.check(lakehouse));
  }
}
