package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lakehouse.plan.progress.IngestionStatus;
import java.util.List;

/** What the operator and the ingestion job see of a DataSource. */
@JsonClassDescription("What is; written by the operator and its jobs.")
@ApiType
public record DataSourceStatus(
    @JsonPropertyDescription("Generation of the spec that this status speaks of.")
        Long observedGeneration,
    @JsonPropertyDescription(
            "Ready, and what it is derived from: SpecValid, SourceReady, Ingesting, Fresh. Complete"
                + " is False when a stream's retention dropped records before they were read.")
        List<Condition> conditions,
    @JsonPropertyDescription("What is read: kinesis, jdbc, files or http.") String source,
    @JsonPropertyDescription("The bronze table this source fills.") String table,
    @JsonPropertyDescription(
            "How far a stream's slowest shard is behind its end, about, for people, for example"
                + " 20s; ingestion.millisBehindLatest is exact.")
        String lag,
    @JsonPropertyDescription("What the ingestion job reports; written by the job itself.")
        IngestionStatus ingestion,
    @JsonPropertyDescription("How many pods read a stream, and why.") ScalingStatus scaling,
    @JsonPropertyDescription("The newest LakehouseRun of this source.") RunSummary lastRun,
    @JsonPropertyDescription(
            "Greatest sequence number given to a LakehouseRun of this source; never goes back.")
        Long lastSequence,
    @JsonPropertyDescription(
            "When a batch source is read next by its schedule (RFC 3339); absent otherwise.")
        String nextRunTime,
    @JsonPropertyDescription("Value of annotation lakehouse.dev/run-now that was last obeyed.")
        String lastRunNow,
    @JsonPropertyDescription("When the table is kept up next (RFC 3339); absent otherwise.")
        String nextMaintenanceTime)
    implements ConditionedStatus {}
