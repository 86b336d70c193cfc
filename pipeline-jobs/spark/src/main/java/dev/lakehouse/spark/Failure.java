package dev.lakehouse.spark;

import dev.lakehouse.plan.FailureReason;

/** Why something failed, in the words of the status: what happened, why, and what to do. */
public record Failure(FailureReason reason, String message) {}
