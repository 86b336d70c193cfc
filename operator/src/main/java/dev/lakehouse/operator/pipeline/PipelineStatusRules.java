package dev.lakehouse.operator.pipeline;

import dev.lakehouse.api.ConditionTypes;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.MedallionPipelineSpec;
import dev.lakehouse.api.MedallionPipelineStatus;
import dev.lakehouse.api.TableStatus;
import dev.lakehouse.operator.run.MaintenanceVerdict;
import dev.lakehouse.operator.run.OwnerPass;
import dev.lakehouse.operator.run.OwnerVerdicts;
import dev.lakehouse.operator.run.TableHistory;
import dev.lakehouse.operator.status.Conditions;
import dev.lakehouse.operator.status.Verdict;
import dev.lakehouse.plan.Layer;
import dev.lakehouse.plan.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the status of a pipeline says. Pure. */
final class PipelineStatusRules {
  private PipelineStatusRules() {}

  static MedallionPipelineStatus statusFor(MedallionPipeline pipeline, OwnerPass pass) {
    MedallionPipelineStatus previous = pipeline.getStatus();
    Long generation = pipeline.getMetadata().getGeneration();
    List<TableName> declared = declared(pipeline.getSpec());
    List<TableStatus> tables =
        TableHistory.after(declared, previous == null ? null : previous.tables(), pass);
    OwnerVerdicts verdicts = new OwnerVerdicts(pass, previous);
    Conditions conditions =
        Conditions.after(previous, generation, pass.now())
            .required(ConditionTypes.SPEC_VALID, verdicts.specValid())
            .informative(ConditionTypes.PROGRESSING, verdicts.progressing())
            .informative(ConditionTypes.QUALITY_MET, TableHistory.quality(tables, pass, verdicts));
    verdicts
        .approvalNeeded()
        .ifPresent(needed -> conditions.informative(ConditionTypes.APPROVAL_NEEDED, needed));
    pass.freshness()
        .ifPresent(fresh -> conditions.informative(ConditionTypes.FRESH, fresh.verdict()));
    MaintenanceVerdict.of(pass, verdicts)
        .ifPresent(kept -> conditions.informative(ConditionTypes.MAINTAINED, kept));
    if (!pass.owner().connections().isEmpty()) {
      conditions.informative(ConditionTypes.PUBLISHED, verdicts.published());
    }
    return new MedallionPipelineStatus(
        generation,
        conditions.withReady(verdicts.lastRun()),
        pass.compiled().map(compiled -> compiled.hash()).orElse(null),
        declared.size(),
        tables,
        pass.memory().lastRun(),
        pass.memory().lastSuccess(),
        pass.memory().lastSequence(),
        pass.memory().nextRunTimeText(),
        pass.memory().lastRunNow(),
        pass.memory().nextMaintenanceTimeText());
  }

  /** The status after an exception: everything stays, and Ready says what happened. */
  static MedallionPipelineStatus afterError(
      MedallionPipeline pipeline, Verdict error, Instant now) {
    MedallionPipelineStatus was =
        Optional.ofNullable(pipeline.getStatus())
            .orElse(
                new MedallionPipelineStatus(
                    null, null, null, null, null, null, null, null, null, null, null));
    Long generation = pipeline.getMetadata().getGeneration();
    return new MedallionPipelineStatus(
        generation,
        Conditions.afterError(was, generation, now, error),
        was.plan(),
        was.tableCount(),
        was.tables(),
        was.lastRun(),
        was.lastSuccess(),
        was.lastSequence(),
        was.nextRunTime(),
        was.lastRunNow(),
        was.nextMaintenanceTime());
  }

  /** Silver before gold, each in the order of the spec. */
  private static List<TableName> declared(MedallionPipelineSpec spec) {
    Stream<TableName> silver =
        Stream.ofNullable(spec.silver())
            .flatMap(List::stream)
            .map(table -> new TableName(Layer.SILVER, table.name()));
    Stream<TableName> gold =
        Stream.ofNullable(spec.gold())
            .flatMap(List::stream)
            .map(table -> new TableName(Layer.GOLD, table.name()));
    return Stream.concat(silver, gold).toList();
  }
}
