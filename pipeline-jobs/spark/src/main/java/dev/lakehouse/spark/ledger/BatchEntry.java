package dev.lakehouse.spark.ledger;

import dev.lakehouse.plan.progress.StepStatus;
import java.util.List;
import java.util.UUID;

/**
 * What a run, or a micro-batch of one that goes on, did.
 *
 * @param number the number its commits are fenced by; null: one past the last of each table
 */
public record BatchEntry(Long number, List<StepStatus> steps) {
  public BatchEntry {
    steps = List.copyOf(steps);
  }

  /** Names these entries of one writer; each is written once. */
  public static String name(List<BatchEntry> entries, Integer attempt) {
    Long first = entries.get(0).number();
    Long last = entries.get(entries.size() - 1).number();
    if (first == null || attempt == null) {
      return UUID.randomUUID().toString();
    }
    return (first.equals(last) ? first.toString() : first + "-" + last) + "/" + attempt;
  }
}
