package dev.lakehouse.spark.continuous;

import dev.lakehouse.plan.FailureClass;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.delta.LogEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which steps the next micro-batch runs: those that read a table from outside that moved, and all
 * that follow from them. A step that failed for its data or declaration waits for its inputs to
 * move, one that failed for its infrastructure for a while; what needs it waits with it. Knows
 * nothing of Spark; all it remembers is one entry a step.
 */
final class Agenda {
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** A step whose infrastructure failed. */
  private record Trouble(int failures, Instant retry) {}

  private final List<Step> steps;
  private final Map<String, Set<TableName>> reads = new HashMap<>();
  private final Map<String, Map<TableName, LogEnd>> seen = new HashMap<>();
  private final Set<String> refused = new HashSet<>();
  private final Map<String, Trouble> troubled = new HashMap<>();

  Agenda(RunPlan plan) {
    this.steps = plan.steps();
    Set<String> made = new HashSet<>();
    steps.forEach(step -> made.add(step.id()));
    for (Step step : steps) {
      Set<TableName> outside = new TreeSet<>(step.inputs());
      outside.removeIf(table -> made.contains(table.toString()));
      reads.put(step.id(), outside);
    }
  }

  /** The tables from outside that are to be watched. */
  Set<TableName> inputs() {
    Set<TableName> all = new TreeSet<>();
    reads.values().forEach(all::addAll);
    return all;
  }

  /** The steps to run now that the logs of their inputs end there; each brings what needs it. */
  Set<String> due(Map<TableName, LogEnd> ends, Instant now) {
    Set<String> chosen = new LinkedHashSet<>();
    Set<String> lost = new HashSet<>();
    for (Step step : steps) {
      boolean held = step.dependsOn().stream().anyMatch(lost::contains);
      boolean wanted =
          step.dependsOn().stream().anyMatch(chosen::contains) || moved(step.id(), ends, now);
      if (held || pausing(step.id(), now)) {
        lost.add(step.id());
      } else if (wanted) {
        chosen.add(step.id());
      } else if (refused.contains(step.id())) {
        lost.add(step.id());
      }
    }
    return chosen;
  }

  private boolean moved(String step, Map<TableName, LogEnd> ends, Instant now) {
    return troubled.containsKey(step)
        ? !pausing(step, now)
        : !read(step, ends).equals(seen.get(step));
  }

  private boolean pausing(String step, Instant now) {
    Trouble trouble = troubled.get(step);
    return trouble != null && trouble.retry().isAfter(now);
  }

  /** Remembers how a step came out that was given to a micro-batch with those ends. */
  void ended(StepStatus status, Map<TableName, LogEnd> ends, Instant now) {
    String step = status.name();
    boolean begun = status.startTime() != null;
    if (!begun) {
      return;
    }
    if (status.state() == StepStatus.State.FAILED && isInfrastructure(status)) {
      int failures = failures(step) + 1;
      troubled.put(step, new Trouble(failures, now.plus(pause(failures))));
      return;
    }
    troubled.remove(step);
    seen.put(step, read(step, ends));
    if (status.state() == StepStatus.State.FAILED) {
      refused.add(step);
    } else {
      refused.remove(step);
    }
  }

  /**
   * How often the infrastructure of one step failed in a row: the greatest number. A publish does
   * not count: while its warehouse is down tables go on, and no other driver could do better.
   */
  int failuresInARow() {
    return steps.stream()
        .filter(step -> !(step instanceof Step.Publish))
        .mapToInt(step -> failures(step.id()))
        .max()
        .orElse(0);
  }

  private int failures(String step) {
    Trouble trouble = troubled.get(step);
    return trouble == null ? 0 : trouble.failures();
  }

  /** How long to wait after that many failures in a row. */
  static Duration pause(int failures) {
    Duration grown = SHORTEST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 16));
    return grown.compareTo(LONGEST_PAUSE) < 0 ? grown : LONGEST_PAUSE;
  }

  private static boolean isInfrastructure(StepStatus status) {
    return FailureReason.of(status.reason()).failureClass() == FailureClass.INFRASTRUCTURE;
  }

  private Map<TableName, LogEnd> read(String step, Map<TableName, LogEnd> ends) {
    Map<TableName, LogEnd> read = new TreeMap<>(ends);
    read.keySet().retainAll(reads.get(step));
    return read;
  }
}
