package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lakehouse.plan.FailureClass;
import dev.lakehouse.plan.progress.JobOutcome;
import dev.lakehouse.plan.progress.StepStatus;
import java.util.List;

/** How a run goes. The job writes steps and outcome, the operator everything else. */
@JsonClassDescription("What is; written by the operator and its jobs.")
@ApiType
public record LakehouseRunStatus(
    @JsonPropertyDescription("Generation of the spec that this status speaks of.")
        Long observedGeneration,
    @JsonPropertyDescription("Ready (the run succeeded), SpecValid, Progressing, Succeeded.")
        List<Condition> conditions,
    @JsonPropertyDescription("Queued, Running, Succeeded or Failed.") RunPhase phase,
    @JsonPropertyDescription("Sequence number among the owner's runs; the fence of its commits.")
        Long sequence,
    @JsonPropertyDescription("Hash of the plan that is executed.") String plan,
    @JsonPropertyDescription(
            "Name of the newest attempt's SparkApplication; of its Job where one pod reads a"
                + " DataSource.")
        String application,
    @JsonPropertyDescription("Number of the newest attempt, from 1.") Integer attempt,
    @JsonPropertyDescription("When the first attempt was made (RFC 3339).") String startTime,
    @JsonPropertyDescription("When the newest attempt was made (RFC 3339).") String attemptTime,
    @JsonPropertyDescription("When the newest attempt's driver was first seen running (RFC 3339).")
        String runningTime,
    @JsonPropertyDescription("When the next attempt is made (RFC 3339); absent otherwise.")
        String retryTime,
    @JsonPropertyDescription("When the run ended (RFC 3339).") String completionTime,
    @JsonPropertyDescription("From start to end, for people, for example 1m12s.") String duration,
    @JsonPropertyDescription("Steps done of steps in the plan, for example 3/4.") String progress,
    @JsonPropertyDescription("Whose turn it is after a failure: Infrastructure, Data or User.")
        FailureClass failureClass,
    @JsonPropertyDescription("The steps; written by the job as it goes.") List<StepStatus> steps,
    @JsonPropertyDescription("How the newest attempt's job ended; written by the job.")
        JobOutcome outcome)
    implements ConditionedStatus {}
