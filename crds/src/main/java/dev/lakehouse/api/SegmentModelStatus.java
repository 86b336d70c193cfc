package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** What the operator sees of a SegmentModel. */
@JsonClassDescription("What is; written by the operator and its jobs.")
@ApiType
public record SegmentModelStatus(
    @JsonPropertyDescription("Generation of the spec that this status speaks of.")
        Long observedGeneration,
    @JsonPropertyDescription(
            "Ready, and what it is derived from: SpecValid, Progressing, Trained, Maintained, Published.")
        List<Condition> conditions,
    @JsonPropertyDescription("Hash of the plan the spec compiles to; ConfigMap plan-HASH holds it.")
        String plan,
    @JsonPropertyDescription("The tables, each as the last run that touched it left it.")
        List<TableStatus> tables,
    @JsonPropertyDescription("Number of segments of the model in use.") Integer segments,
    @JsonPropertyDescription("Silhouette of the model in use, rounded to three digits.")
        String silhouette,
    @JsonPropertyDescription("Version of the input table the model in use was trained on.")
        Long trainedOn,
    @JsonPropertyDescription("The newest run.") RunSummary lastRun,
    @JsonPropertyDescription("The newest run that succeeded.") RunSummary lastSuccess,
    @JsonPropertyDescription("Greatest sequence number given to a run so far.") Long lastSequence,
    @JsonPropertyDescription("When the next run is due by schedule (RFC 3339); absent otherwise.")
        String nextRunTime,
    @JsonPropertyDescription("Value of annotation lakehouse.dev/run-now that was last obeyed.")
        String lastRunNow,
    @JsonPropertyDescription("When the table is kept up next (RFC 3339); absent otherwise.")
        String nextMaintenanceTime)
    implements ConditionedStatus {}
