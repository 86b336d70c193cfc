package dev.lakehouse.operator.lakehouse;

import dev.lakehouse.api.ConditionTypes;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.LakehouseStatus;
import dev.lakehouse.operator.error.Problem;
import dev.lakehouse.operator.status.Conditions;
import dev.lakehouse.operator.status.Reasons;
import dev.lakehouse.operator.status.Verdict;
import java.time.Instant;
import java.util.Optional;

/** What the status of a Lakehouse says; pure. */
final class LakehouseStatusRules {
  private LakehouseStatusRules() {}

  static LakehouseStatus statusFor(
      Lakehouse lakehouse, LakehouseObserved observed, Optional<Problem> problem, Instant now) {
    Long generation = lakehouse.getMetadata().getGeneration();
    Conditions conditions =
        Conditions.after(lakehouse.getStatus(), generation, now)
            .required(
                ConditionTypes.SPEC_VALID,
                problem
                    .map(Problem::verdict)
                    .orElse(Verdict.met(Reasons.VALID, "The spec is understood.")))
            .required(ConditionTypes.CONNECTIONS_READY, connections(observed));
    return new LakehouseStatus(
        generation,
        conditions.withReady(Verdict.met(Reasons.READY, "Tables can be declared and jobs run.")),
        observed.dataSources(),
        observed.pipelines());
  }

  static LakehouseStatus afterError(Lakehouse lakehouse, Verdict ready, Instant now) {
    LakehouseStatus before = lakehouse.getStatus();
    Long generation = lakehouse.getMetadata().getGeneration();
    return new LakehouseStatus(
        generation,
        Conditions.afterError(before, generation, now, ready),
        before == null ? null : before.dataSources(),
        before == null ? null : before.pipelines());
  }

  private static Verdict connections(LakehouseObserved observed) {
    return Problem.all(observed.secretProblems())
        .map(Problem::verdict)
        .orElse(
            Verdict.met(
                Reasons.SECRETS_FOUND,
                "All Secrets that connections and workloads name are there."));
  }
}
