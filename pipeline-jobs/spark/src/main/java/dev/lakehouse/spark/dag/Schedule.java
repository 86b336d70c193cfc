package dev.lakehouse.spark.dag;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides which steps may begin: those whose predecessors are all done. A failed step takes the
 * steps that need it with it, and no others. Knows nothing of threads or time.
 */
public final class Schedule {
  private enum State {
    WAITING,
    STARTED,
    DONE,
    FAILED,
    CANCELLED
  }

  private final Map<String, List<String>> dependsOn;
  private final Map<String, State> states = new LinkedHashMap<>();

  /** A schedule of steps and the steps that each needs, in plan order. */
  public Schedule(Map<String, List<String>> dependsOn) {
    this.dependsOn = new LinkedHashMap<>(dependsOn);
    dependsOn.keySet().forEach(step -> states.put(step, State.WAITING));
    dependsOn.forEach(
        (step, needed) -> {
          if (!states.keySet().containsAll(needed)) {
            throw new IllegalArgumentException(
                "step '%s' depends on %s, not all of which are in the plan"
                    .formatted(step, needed));
          }
        });
  }

  /** The steps to begin now; each is given once. */
  public List<String> start() {
    List<String> ready =
        states.keySet().stream()
            .filter(step -> states.get(step) == State.WAITING)
            .filter(step -> dependsOn.get(step).stream().allMatch(s -> states.get(s) == State.DONE))
            .toList();
    ready.forEach(step -> states.put(step, State.STARTED));
    return ready;
  }

  /** That step ended well, whether it had something to do or not. */
  public void succeeded(String step) {
    states.put(step, State.DONE);
  }

  /** That step failed; returns the steps that now never begin. */
  public List<String> failed(String step) {
    states.put(step, State.FAILED);
    List<String> cancelled = new ArrayList<>();
    boolean found = true;
    while (found) {
      List<String> next =
          states.keySet().stream()
              .filter(candidate -> states.get(candidate) == State.WAITING)
              .filter(candidate -> dependsOn.get(candidate).stream().anyMatch(this::isLost))
              .toList();
      next.forEach(candidate -> states.put(candidate, State.CANCELLED));
      cancelled.addAll(next);
      found = !next.isEmpty();
    }
    return cancelled;
  }

  private boolean isLost(String step) {
    return states.get(step) == State.FAILED || states.get(step) == State.CANCELLED;
  }

  /** Whether no step is running or will be; of a plan with a cycle, too. */
  public boolean isIdle() {
    return states.values().stream().noneMatch(state -> state == State.STARTED);
  }

  /** Steps that never began and never will; none in a plan without cycles. */
  public List<String> stuck() {
    return states.keySet().stream().filter(step -> states.get(step) == State.WAITING).toList();
  }
}
