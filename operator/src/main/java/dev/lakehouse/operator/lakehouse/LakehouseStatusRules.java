package dev.lakehouse.operator.lakehouse;

import dev.lakehouse.api.ConditionTypes;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.LakehouseStatus;
import dev.lakehouse.operator.status.Conditions;
import dev.lakehouse.operator.status.Reasons;
import dev.lakehouse.operator.status.Verdict;
import java.time.Instant;

/** What the status of a Lakehouse says; pure. */
final class LakehouseStatusRules {
  private LakehouseStatusRules() {}

  static LakehouseStatus statusFor(Lakehouse lakehouse, Instant now) {
    Long generation = lakehouse.getMetadata().getGeneration();
    Conditions conditions =
        Conditions.after(lakehouse.getStatus(), generation, now)
            .required(
                ConditionTypes.SPEC_VALID, Verdict.met(Reasons.VALID, "The spec is understood."));
    return new LakehouseStatus(
        generation,
        conditions.withReady(Verdict.met(Reasons.READY, "Tables can be declared.")),
        null,
        null);
  }
}
