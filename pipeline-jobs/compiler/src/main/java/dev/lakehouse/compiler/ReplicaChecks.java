package dev.lakehouse.compiler;

import dev.lakehouse.api.Durations;
import dev.lakehouse.api.StreamReplicas;
import java.time.Duration;

/** The checks of a stream's number of pods. */
final class ReplicaChecks {
  /** Half of what a stream keeps its records for when nobody says otherwise. */
  private static final Duration LONGEST_SLEEP = Duration.ofHours(12);

  private ReplicaChecks() {}

  /** {@code replicas} may be null: one pod. */
  static void check(StreamReplicas replicas, Findings findings) {
    if (replicas == null) {
      return;
    }
    String path = "spec.kinesis.replicas";
    findings.checkDuration(path + ".maxLag", replicas.maxLag());
    if (replicas.max() != null && replicas.min() != null && replicas.max() < replicas.min()) {
      findings.add(path + ".max", SpecReason.INVALID_SPEC, "is below min; make it greater");
    }
    if (replicas.idle() != null) {
      findings.checkDuration(path + ".idle.after", replicas.idle().after());
      lookEvery(path + ".idle.lookEvery", replicas.idle().lookEvery(), findings);
    }
  }

  private static void lookEvery(String path, String lookEvery, Findings findings) {
    int before = findings.violations().size();
    findings.checkDuration(path, lookEvery);
    boolean readable = lookEvery != null && findings.violations().size() == before;
    if (readable && Durations.parse(lookEvery).compareTo(LONGEST_SLEEP) > 0) {
      findings.add(
          path,
          SpecReason.INVALID_SPEC,
          "is longer than 12h: a stream keeps its records for 24 hours unless told otherwise, and"
              + " what is not read until then is lost; look more often");
    }
  }
}
