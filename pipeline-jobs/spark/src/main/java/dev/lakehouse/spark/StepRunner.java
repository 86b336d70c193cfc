package dev.lakehouse.spark;

import dev.lakehouse.plan.Step;

/** Executes one kind of step. */
public interface StepRunner<S extends Step> {
  /**
   * Does the step once, whatever was done before: finds in the target what is already committed,
   * and commits the rest.
   *
   * @throws StepFailure for a known reason; any other exception is classified by {@link
   *     FailureClassifier}
   */
  StepResult run(StepContext context, S step);
}
