package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.compiler.Compilation.Refused;
import dev.lakehouse.compiler.SpecReason;
import dev.lakehouse.operator.error.Problem;
import java.util.Optional;

/** What keeps a DataSource from being worked on, in this order; pure. */
final class DataSourceChecks {
  private DataSourceChecks() {}

  /** What is wrong with the spec or with what it refers to. */
  static Optional<Problem> specProblem(DataSourceObserved observed) {
    if (observed.compilation() instanceof Refused refused) {
      return Problem.of(refused.violations());
    }
    return observed.inputs().isPresent()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                SpecReason.LAKEHOUSE_NOT_FOUND.label(),
                "spec.lakehouseRef: the Lakehouse has just vanished; create it again"));
  }

  /**
   * Whether children can be made. What exists is left as it is while they can't. Those of a
   * suspended source start no pod, so they need no Secret, and are stopped though one is missing.
   */
  static boolean mayWork(DataSource source, DataSourceObserved observed) {
    boolean suspended = Boolean.TRUE.equals(source.getSpec().suspend());
    return specProblem(observed).isEmpty() && (suspended || secretProblem(observed).isEmpty());
  }

  /** What is missing before pods could start. */
  static Optional<Problem> secretProblem(DataSourceObserved observed) {
    return Problem.all(observed.secretProblems());
  }
}
