package dev.lakehouse.spark.segment;

import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.StepFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Refuses a model that is worse than the spec allows. */
final class Gates {
  private Gates() {}

  /** Throws, with reason GateFailed, when a measure lies below its gate. */
  static void require(Step.Segment step, Map<String, Double> metrics) {
    List<String> missed = new ArrayList<>();
    missed.addAll(below("silhouette", "minSilhouette", step.minSilhouette(), metrics));
    missed.addAll(below("smallestShare", "minSegmentShare", step.minSegmentShare(), metrics));
    if (!missed.isEmpty()) {
      throw StepFailure.gate(
          "The model for %s was refused: %s. The previous segments stay. Choose other features or numbers of segments, or lower the gate."
              .formatted(step.output(), String.join("; ", missed)),
          metrics);
    }
  }

  private static List<String> below(
      String metric, String gate, Double least, Map<String, Double> metrics) {
    double value = metrics.get(metric);
    return least == null || value >= least
        ? List.of()
        : List.of(String.format(Locale.ROOT, "%s is %.4f, %s is %s", metric, value, gate, least));
  }
}
