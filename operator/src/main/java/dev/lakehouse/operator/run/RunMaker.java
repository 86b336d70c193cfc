package dev.lakehouse.operator.run;

import dev.lakehouse.api.ApiGroup;
import dev.lakehouse.api.LakehouseRun;
import dev.lakehouse.operator.naming.Labels;
import dev.lakehouse.operator.naming.Names;
import dev.lakehouse.operator.workload.PlanConfigMaps;
import dev.lakehouse.plan.StopRequest;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The runs that the operator makes, and what it writes on those of people. Pure. */
final class RunMaker {
  private RunMaker() {}

  /** A run of its own; it is admitted as it is made. */
  static LakehouseRun of(Situation situation, long sequence, RunCause cause) {
    RunOwner owner = situation.owner();
    Map<String, String> annotations = new TreeMap<>();
    annotations.put(RunMarks.CAUSE_ANNOTATION, cause.label());
    annotations.put(RunMarks.INPUTS_ANNOTATION, RunMarks.inputsText(situation.inputs().known()));
    dueTime(situation, cause)
        .ifPresent(time -> annotations.put(RunMarks.DUE_ANNOTATION, time.toString()));
    if (cause != RunCause.MAINTENANCE) {
      situation
          .continuous()
          .ifPresent(settings -> annotations.put(ContinuousRuns.ANNOTATION, settings));
    }
    if (cause == RunCause.RUN_NOW) {
      annotations.put(ApiGroup.RUN_NOW_ANNOTATION, owner.runNow());
    }
    LakehouseRun run = new LakehouseRun();
    run.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(owner.resource().getMetadata().getNamespace())
            .withName(Names.run(owner.resource(), sequence))
            .withLabels(labels(situation, sequence))
            .addToLabels(Labels.MANAGED_BY, Labels.OPERATOR)
            .withAnnotations(annotations)
            .withOwnerReferences(PlanConfigMaps.ownerReference(owner.resource()))
            .build());
    run.setSpec(RunTarget.of(owner.resource()).execute(cause == RunCause.MAINTENANCE));
    return run;
  }

  /** The time of a schedule that a run for that cause serves. */
  private static Optional<Instant> dueTime(Situation situation, RunCause cause) {
    return switch (cause) {
      case SCHEDULE -> DueRule.nextTime(situation);
      case MAINTENANCE -> MaintenanceRule.nextTime(situation);
      default -> Optional.empty();
    };
  }

  /** What gives a person's run its turn: a merge patch of its metadata. */
  static LakehouseRun admission(Situation situation, LakehouseRun run, long sequence) {
    LakehouseRun patch = new LakehouseRun();
    ObjectMeta metadata =
        new ObjectMetaBuilder()
            .withNamespace(run.getMetadata().getNamespace())
            .withName(run.getMetadata().getName())
            .withUid(run.getMetadata().getUid())
            .withLabels(labels(situation, sequence))
            .addToAnnotations(RunMarks.ADMITTED_ANNOTATION, run.getMetadata().getUid())
            .addToAnnotations(
                RunMarks.INPUTS_ANNOTATION, RunMarks.inputsText(situation.inputs().known()))
            .addToAnnotations(change(situation, run))
            .withOwnerReferences(
                List.of(PlanConfigMaps.ownerReference(situation.owner().resource())))
            .build();
    patch.setMetadata(metadata);
    return patch;
  }

  private static Map<String, String> change(Situation situation, LakehouseRun run) {
    return RunMarks.planOnly(run) && situation.change().isPresent()
        ? Map.of(RunMarks.CHANGE_ANNOTATION, situation.change().get().text())
        : Map.of();
  }

  /** What asks a run that goes on to stop: a merge patch of its metadata. */
  static LakehouseRun stop(Situation situation, NextRun.Decision.Stop stop) {
    ObjectMeta was = stop.run().getMetadata();
    LakehouseRun patch = new LakehouseRun();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(was.getNamespace())
            .withName(was.getName())
            .withUid(was.getUid())
            .addToAnnotations(
                StopRequest.ANNOTATION, ContinuousRuns.stopText(situation.now(), stop.why()))
            .build());
    return patch;
  }

  private static Map<String, String> labels(Situation situation, long sequence) {
    Map<String, String> labels = new TreeMap<>(Labels.selector(situation.owner().resource()));
    labels.put(ApiGroup.SEQUENCE_LABEL, Long.toString(sequence));
    labels.put(ApiGroup.PLAN_LABEL, situation.plan().orElseThrow());
    return labels;
  }
}
