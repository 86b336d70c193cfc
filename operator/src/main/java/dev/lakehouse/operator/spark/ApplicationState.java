package dev.lakehouse.operator.spark;

import dev.lakehouse.plan.FailureReason;

/** How far a SparkApplication is, in words that both Spark operators share. */
public sealed interface ApplicationState {
  /** Its driver does not run yet, or nobody here knows its state's name; never a success. */
  record Pending(String detail) implements ApplicationState {}

  /** Its driver runs, or has just stopped and is being looked at. */
  record Running() implements ApplicationState {}

  /** Its driver ended with exit code 0. */
  record Succeeded() implements ApplicationState {}

  /**
   * It ended otherwise and the Spark operator will not try again.
   *
   * @param reason what is known from outside; the job's own outcome knows better where there is one
   * @param message the Spark operator's words
   */
  record Failed(FailureReason reason, String message) implements ApplicationState {}

  /** Whether nothing will happen to it any more. */
  default boolean ended() {
    return this instanceof Succeeded || this instanceof Failed;
  }
}
