package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** What the operator sees of a MedallionPipeline. */
@JsonClassDescription("What is; written by the operator and its jobs.")
@ApiType
public record MedallionPipelineStatus(
    @JsonPropertyDescription("Generation of the spec that this status speaks of.")
        Long observedGeneration,
    @JsonPropertyDescription(
            "Ready, and what it is derived from: SpecValid, Progressing, QualityMet, Published,"
                + " Maintained.")
        List<Condition> conditions,
    @JsonPropertyDescription("Hash of the plan the spec compiles to; ConfigMap plan-HASH holds it.")
        String plan,
    @JsonPropertyDescription("Number of tables the pipeline declares.") Integer tableCount,
    @JsonPropertyDescription("The tables, each as the last run that touched it left it.")
        List<TableStatus> tables,
    @JsonPropertyDescription("The newest run.") RunSummary lastRun,
    @JsonPropertyDescription("The newest run that succeeded.") RunSummary lastSuccess,
    @JsonPropertyDescription("Greatest sequence number given to a run so far.") Long lastSequence,
    @JsonPropertyDescription("When the next run is due by schedule (RFC 3339); absent otherwise.")
        String nextRunTime,
    @JsonPropertyDescription("Value of annotation lakehouse.dev/run-now that was last obeyed.")
        String lastRunNow,
    @JsonPropertyDescription("When the tables are kept up next (RFC 3339); absent otherwise.")
        String nextMaintenanceTime)
    implements ConditionedStatus {}
