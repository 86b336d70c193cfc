package dev.lakehouse.compiler.diff;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse.plan.PlanCodec;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is different between two plans of one owner, and what that means before anything runs. Pure.
 * Schedules, retries and the like are in no plan: a spec that differs only there has no difference.
 *
 * @param changes in the order of the newer plan, those that went last
 */
public record PlanDiff(List<StepChange> changes) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public PlanDiff {
    changes = List.copyOf(changes);
  }

  /** The way from {@code before} to {@code after}. */
  public static PlanDiff between(RunPlan before, RunPlan after) {
    Map<String, JsonNode> old = steps(before);
    Map<String, JsonNode> now = steps(after);
    List<StepChange> changes = new ArrayList<>();
    now.forEach(
        (id, step) -> {
          JsonNode was = old.get(id);
          if (was == null) {
            changes.add(added(id));
          } else if (!was.equals(step)) {
            StepDiff diff = StepDiff.between(was, step);
            if (diff.impact() != null) {
              changes.add(
                  new StepChange(
                      id,
                      StepChange.Kind.CHANGED,
                      diff.impact(),
                      diff.reasons(),
                      downstream(after, id)));
            }
          }
        });
    old.keySet().stream()
        .filter(id -> !now.containsKey(id))
        .forEach(id -> changes.add(removed(id, downstream(after, id))));
    return new PlanDiff(changes);
  }

  /** Whether nothing is different that matters. */
  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /** The changes that wait until a person approves. */
  public List<StepChange> breaking() {
    return changes.stream().filter(StepChange::breaking).toList();
  }

  /**
   * For people: the first {@code limit} changes, and how many more there are.
   *
   * @param bytes sizes of tables by step, where they are known
   */
  public static String text(List<StepChange> changes, int limit, Map<String, Long> bytes) {
    String shown =
        changes.stream()
            .limit(limit)
            .map(change -> change.text(bytes.get(change.step())))
            .collect(Collectors.joining(". "));
    return changes.size() <= limit
        ? shown
        : shown + ", and %d more".formatted(changes.size() - limit);
  }

  private static StepChange added(String id) {
    return new StepChange(id, StepChange.Kind.ADDED, Impact.REBUILDS, List.of(), List.of());
  }

  private static StepChange removed(String id, List<String> readers) {
    return new StepChange(id, StepChange.Kind.REMOVED, Impact.KEEPS_ROWS, List.of(), readers);
  }

  private static Map<String, JsonNode> steps(RunPlan plan) {
    Map<String, JsonNode> steps = new LinkedHashMap<>();
    try {
      JSON.readTree(PlanCodec.toJson(plan))
          .path("steps")
          .forEach(step -> steps.put(step.path("id").asText(), step));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a plan was written as something that is not JSON", e);
    }
    return steps;
  }

  /** Ids of the steps that read the table, or what is made of it. */
  private static List<String> downstream(RunPlan plan, String id) {
    TreeSet<String> found = new TreeSet<>();
    TreeSet<String> frontier = new TreeSet<>(List.of(id));
    while (!frontier.isEmpty()) {
      String table = frontier.pollFirst();
      for (Step step : plan.steps()) {
        boolean reads = step.inputs().stream().map(TableName::toString).anyMatch(table::equals);
        if (reads && !step.id().equals(id) && found.add(step.id())) {
          frontier.add(step.id());
        }
      }
    }
    return List.copyOf(found);
  }
}
