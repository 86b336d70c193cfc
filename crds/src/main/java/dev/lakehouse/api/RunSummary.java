package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;

/** One run of an owner, in short; the LakehouseRun has the rest. */
@ApiType
public record RunSummary(
    @JsonPropertyDescription("Name of the LakehouseRun.") String name,
    @JsonPropertyDescription("Its sequence number among the owner's runs.") Long sequence,
    @JsonPropertyDescription("Hash of the plan it executed.") String plan,
    @JsonPropertyDescription("Queued, Running, Succeeded or Failed.") RunPhase phase,
    @JsonPropertyDescription("When it was admitted (RFC 3339).") String startTime,
    @JsonPropertyDescription("When it ended (RFC 3339).") String completionTime,
    @JsonPropertyDescription("From start to end, for people, for example 1m12s.") String duration,
    @JsonPropertyDescription("Why it failed, one of the documented reasons.") String reason,
    @JsonPropertyDescription("Versions of the tables from outside the plan that it consumed.")
        Map<String, Long> inputs) {}
