package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** What the operator sees of a Lakehouse. */
@JsonClassDescription("What is; written by the operator and its jobs.")
@ApiType
public record LakehouseStatus(
    @JsonPropertyDescription("Generation of the spec that this status speaks of.")
        Long observedGeneration,
    @JsonPropertyDescription(
            "Ready, and what it is derived from: SpecValid, ConnectionsReady (the Secrets of the"
                + " connections and workloads are there).")
        List<Condition> conditions,
    @JsonPropertyDescription("Number of DataSources that name this Lakehouse.") Integer dataSources,
    @JsonPropertyDescription("Number of MedallionPipelines that name this Lakehouse.")
        Integer pipelines)
    implements ConditionedStatus {}
