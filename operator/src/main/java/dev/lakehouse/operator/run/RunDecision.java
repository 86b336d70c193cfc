package dev.lakehouse.operator.run;

import dev.lakehouse.plan.FailureClass;
import java.time.Instant;
import java.util.Optional;

/** What is to be done with a run now, and how far it is. */
public sealed interface RunDecision {
  /** Nothing can be done yet. {@code specValid} false: its spec names what isn't there (yet). */
  record Hold(String reason, String message, boolean specValid) implements RunDecision {}

  /** Make the application of that attempt, or take over the one that is there. */
  record Attempt(int number) implements RunDecision {}

  /**
   * Its application is on its way.
   *
   * @param driverRuns whether the driver was seen running
   * @param deadline when it will have taken too long
   */
  record Observe(boolean driverRuns, Instant deadline) implements RunDecision {}

  /**
   * The attempt failed; make another one later.
   *
   * @param stop whether the attempt's application has to be deleted
   */
  record Retry(String reason, String message, Instant at, boolean stop) implements RunDecision {}

  /** Wait for the time of the next attempt. */
  record AwaitRetry(Instant at) implements RunDecision {}

  /** All is done. */
  record Succeed(String message) implements RunDecision {}

  /** It failed for good. */
  record Fail(
      String reason,
      String message,
      Optional<FailureClass> failureClass,
      boolean specValid,
      boolean stop)
      implements RunDecision {}

  /** Mode Plan: write down the steps. */
  record Describe() implements RunDecision {}

  /** It ended before; nothing happens any more. */
  record Ended() implements RunDecision {}
}
