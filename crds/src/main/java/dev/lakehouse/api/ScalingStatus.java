package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How many pods a stream has, and why; absent where the number is fixed. Times are RFC 3339. */
@ApiType
public record ScalingStatus(
    @JsonPropertyDescription("Pods that the operator asks for.") Integer replicas,
    @JsonPropertyDescription(
            "Why there are as many: Started, Bounds, Behind, Calm, Idle (none), or Looking (one,"
                + " whether something came).")
        String reason,
    @JsonPropertyDescription("The reason in words.") String message,
    @JsonPropertyDescription("When their number changed last.") String lastChangeTime,
    @JsonPropertyDescription("Since when the stream is read without delay; absent while it isn't.")
        String calmSince,
    @JsonPropertyDescription(
            "Rows a minute that one pod committed when there last was more to read than they could.")
        Long rowsPerMinuteOfOne,
    @JsonPropertyDescription("When a sleeping stream is looked at again; absent while pods run.")
        String nextLookTime) {}
