package dev.lakehouse.operator.error;

import dev.lakehouse.compiler.Violation;
import dev.lakehouse.operator.status.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why an object can't be worked on: something users mend, or that another object will. It is a
 * value, not an exception: nothing is tried again until the spec or what it refers to changes.
 *
 * @param reason a compiler's {@code SpecReason} or one of {@code Reasons}
 * @param message what is wrong, why, what to do
 */
public record Problem(String reason, String message) {
  /** Conditions are read in a terminal; the CLI's plan command tells all. */
  private static final int SHOWN = 5;

  /** What the compiler found; its first violation gives the reason. */
  public static Optional<Problem> of(List<Violation> violations) {
    return all(
        violations.stream()
            .map(violation -> new Problem(violation.reason().label(), violation.message()))
            .toList());
  }

  /** Several as one: the first gives the reason, the message tells of all (but the umpteenth). */
  public static Optional<Problem> all(List<Problem> problems) {
    if (problems.isEmpty()) {
      return Optional.empty();
    }
    String message =
        problems.stream().limit(SHOWN).map(Problem::message).collect(Collectors.joining("; "));
    int more = problems.size() - SHOWN;
    return Optional.of(
        new Problem(
            problems.get(0).reason(), more > 0 ? message + "; and " + more + " more" : message));
  }

  /** The condition that tells it. */
  public Verdict verdict() {
    return Verdict.unmet(reason, message);
  }
}
