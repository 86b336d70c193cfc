package dev.lakehouse.operator.segmentmodel;

import dev.lakehouse.api.ConditionTypes;
import dev.lakehouse.api.RunPhase;
import dev.lakehouse.api.SegmentModel;
import dev.lakehouse.api.SegmentModelStatus;
import dev.lakehouse.api.TableStatus;
import dev.lakehouse.operator.run.MaintenanceVerdict;
import dev.lakehouse.operator.run.OwnerPass;
import dev.lakehouse.operator.run.OwnerVerdicts;
import dev.lakehouse.operator.run.RunReasons;
import dev.lakehouse.operator.run.TableHistory;
import dev.lakehouse.operator.status.Conditions;
import dev.lakehouse.operator.status.Verdict;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the status of a model says. Pure. */
final class SegmentModelStatusRules {
  private static final SegmentModelStatus EMPTY =
      new SegmentModelStatus(
          null, null, null, null, null, null, null, null, null, null, null, null, null);

  private SegmentModelStatusRules() {}

  static SegmentModelStatus statusFor(SegmentModel model, OwnerPass pass) {
    SegmentModelStatus was = Optional.ofNullable(model.getStatus()).orElse(EMPTY);
    Long generation = model.getMetadata().getGeneration();
    ModelInUse inUse = ModelInUse.after(model, was, pass);
    List<TableStatus> tables =
        TableHistory.after(
            List.of(TableName.of(model.getSpec().output().table())), was.tables(), pass);
    OwnerVerdicts verdicts = new OwnerVerdicts(pass, was);
    Conditions conditions =
        Conditions.after(was, generation, pass.now())
            .required(ConditionTypes.SPEC_VALID, verdicts.specValid())
            .informative(ConditionTypes.PROGRESSING, verdicts.progressing())
            .informative(ConditionTypes.TRAINED, trained(pass, verdicts, inUse));
    verdicts
        .approvalNeeded()
        .ifPresent(needed -> conditions.informative(ConditionTypes.APPROVAL_NEEDED, needed));
    MaintenanceVerdict.of(pass, verdicts)
        .ifPresent(kept -> conditions.informative(ConditionTypes.MAINTAINED, kept));
    if (!pass.owner().connections().isEmpty()) {
      conditions.informative(ConditionTypes.PUBLISHED, verdicts.published());
    }
    return new SegmentModelStatus(
        generation,
        conditions.withReady(verdicts.lastRun()),
        pass.compiled().map(compiled -> compiled.hash()).orElse(null),
        tables,
        inUse.segments(),
        inUse.silhouette(),
        inUse.trainedOn(),
        pass.memory().lastRun(),
        pass.memory().lastSuccess(),
        pass.memory().lastSequence(),
        pass.memory().nextRunTimeText(),
        pass.memory().lastRunNow(),
        pass.memory().nextMaintenanceTimeText());
  }

  /**
   * True as long as a model is in use. A training that did not pass the gates leaves the one before
   * in use: then it is True with reason GateFailed, and Ready tells that the last run failed.
   */
  private static Verdict trained(OwnerPass pass, OwnerVerdicts verdicts, ModelInUse inUse) {
    Verdict standing =
        verdicts.standing(
            ConditionTypes.TRAINED,
            Verdict.unknown(RunReasons.NOT_RUN_YET, "No model was trained yet."));
    if (pass.newlyEnded().isEmpty()) {
      return standing;
    }
    String gate = FailureReason.GATE_FAILED.label();
    boolean refused =
        pass.memory().lastRun().phase() == RunPhase.FAILED
            && gate.equals(pass.memory().lastRun().reason());
    boolean hasModel = pass.memory().lastSuccess() != null;
    if (refused) {
      String why = verdicts.lastRun().message();
      return hasModel
          ? Verdict.met(
              gate,
              why
                  + " The model of run %s stays in use."
                      .formatted(pass.memory().lastSuccess().name()))
          : Verdict.unmet(gate, why);
    }
    return hasModel ? Verdict.met(RunReasons.TRAINED, inUse.text()) : standing;
  }

  /** The status after an exception: everything stays, and SpecValid and Ready say what happened. */
  static SegmentModelStatus afterError(SegmentModel model, Verdict error, Instant now) {
    SegmentModelStatus was = Optional.ofNullable(model.getStatus()).orElse(EMPTY);
    Long generation = model.getMetadata().getGeneration();
    return new SegmentModelStatus(
        generation,
        Conditions.afterError(was, generation, now, error),
        was.plan(),
        was.tables(),
        was.segments(),
        was.silhouette(),
        was.trainedOn(),
        was.lastRun(),
        was.lastSuccess(),
        was.lastSequence(),
        was.nextRunTime(),
        was.lastRunNow(),
        was.nextMaintenanceTime());
  }
}
