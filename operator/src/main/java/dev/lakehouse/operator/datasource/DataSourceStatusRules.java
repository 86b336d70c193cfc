package dev.lakehouse.operator.datasource;

import static dev.lakehouse.api.ConditionTypes.COMPLETE;
import static dev.lakehouse.api.ConditionTypes.FRESH;
import static dev.lakehouse.api.ConditionTypes.INGESTING;
import static dev.lakehouse.api.ConditionTypes.MAINTAINED;
import static dev.lakehouse.api.ConditionTypes.SOURCE_READY;
import static dev.lakehouse.api.ConditionTypes.SPEC_VALID;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.DataSourceStatus;
import dev.lakehouse.operator.error.Problem;
import dev.lakehouse.operator.status.Conditions;
import dev.lakehouse.operator.status.Reasons;
import dev.lakehouse.operator.status.Verdict;
import dev.lakehouse.plan.progress.IngestionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the status of a DataSource says; pure. Ready needs SpecValid, SourceReady and Ingesting, and
 * Fresh only once data is older than failAfter. A suspended source is Ready: it does what its spec
 * says.
 */
final class DataSourceStatusRules {
  private DataSourceStatusRules() {}

  /** A status without what the job writes. */
  static DataSourceStatus operatorOwned(DataSourceStatus status) {
    return new DataSourceStatus(
        status.observedGeneration(),
        status.conditions(),
        status.source(),
        status.table(),
        status.lag(),
        null,
        status.scaling(),
        status.lastRun(),
        status.lastSequence(),
        status.nextRunTime(),
        status.lastRunNow(),
        status.nextMaintenanceTime());
  }

  /** The status; {@code runs} is what its LakehouseRuns mean for it. */
  static DataSourceStatus statusFor(
      DataSource source,
      DataSourceObserved observed,
      SourceRuns runs,
      Optional<Freshness> freshness,
      Instant now) {
    Optional<Problem> spec = DataSourceChecks.specProblem(observed);
    Conditions conditions =
        Conditions.after(source.getStatus(), source.getMetadata().getGeneration(), now)
            .required(
                SPEC_VALID,
                spec.map(Problem::verdict)
                    .orElse(Verdict.met(Reasons.VALID, "The spec compiles to a plan.")));
    boolean suspended = Boolean.TRUE.equals(source.getSpec().suspend());
    if (suspended && spec.isEmpty()) {
      return suspended(source, observed, runs, conditions);
    }
    IngestionStatus reported = reported(source);
    conditions
        .required(SOURCE_READY, sourceReady(observed, reported))
        .required(INGESTING, ingesting(source, observed, runs, reported));
    runs.maintained().ifPresent(kept -> conditions.informative(MAINTAINED, kept));
    Completeness.of(reported).ifPresent(verdict -> conditions.informative(COMPLETE, verdict));
    freshness.ifPresent(
        fresh -> {
          if (fresh.fails()) {
            conditions.required(FRESH, fresh.verdict());
          } else {
            conditions.informative(FRESH, fresh.verdict());
          }
        });
    Verdict ready = Verdict.met(Reasons.READY, "The source is read into its table.");
    return status(source, observed, runs, conditions.withReady(ready));
  }

  static DataSourceStatus afterError(DataSource source, Verdict ready, Instant now) {
    DataSourceStatus before = source.getStatus();
    Long generation = source.getMetadata().getGeneration();
    return new DataSourceStatus(
        generation,
        Conditions.afterError(before, generation, now, ready),
        before == null ? null : before.source(),
        before == null ? null : before.table(),
        before == null ? null : before.lag(),
        null,
        before == null ? null : before.scaling(),
        before == null ? null : before.lastRun(),
        before == null ? null : before.lastSequence(),
        before == null ? null : before.nextRunTime(),
        before == null ? null : before.lastRunNow(),
        before == null ? null : before.nextMaintenanceTime());
  }

  private static DataSourceStatus suspended(
      DataSource source, DataSourceObserved observed, SourceRuns runs, Conditions conditions) {
    String message = "Nothing is read until spec.suspend is false; what was read stays.";
    conditions.informative(INGESTING, Verdict.unmet(Reasons.SUSPENDED, message));
    List<Condition> all = conditions.withReady(Verdict.met(Reasons.SUSPENDED, message));
    return status(source, observed, runs, all);
  }

  private static Verdict sourceReady(DataSourceObserved observed, IngestionStatus reported) {
    return DataSourceChecks.secretProblem(observed)
        .map(Problem::verdict)
        .orElseGet(() -> IngestionRules.source(reported));
  }

  private static Verdict ingesting(
      DataSource source, DataSourceObserved observed, SourceRuns runs, IngestionStatus reported) {
    boolean waiting =
        DataSourceChecks.specProblem(observed).isPresent()
            || DataSourceChecks.secretProblem(observed).isPresent();
    boolean nothingYet =
        observed.children().consumer().isEmpty() && observed.children().schedule().isEmpty();
    return waiting && nothingYet
        ? Verdict.unknown(
            Reasons.NOT_STARTED, "Nothing is started before the other conditions allow it.")
        : IngestionRules.ingesting(source, reported, observed, runs);
  }

  private static DataSourceStatus status(
      DataSource source, DataSourceObserved observed, SourceRuns runs, List<Condition> conditions) {
    String table =
        observed
            .inputs()
            .map(inputs -> inputs.compiled().plan().steps().get(0).id())
            .orElse(source.getStatus() == null ? null : source.getStatus().table());
    return new DataSourceStatus(
        source.getMetadata().getGeneration(),
        conditions,
        kind(source),
        table,
        lag(source),
        null,
        StreamScaling.status(observed.scaling()),
        runs.memory().lastRun(),
        runs.memory().lastSequence() == 0 ? null : (Long) runs.memory().lastSequence(),
        runs.nextRunTime(),
        runs.memory().lastRunNow(),
        runs.memory().nextMaintenanceTimeText());
  }

  private static String kind(DataSource source) {
    if (source.getSpec().kinesis() != null) {
      return "kinesis";
    }
    if (source.getSpec().http() != null) {
      return "http";
    }
    return source.getSpec().jdbc() != null ? "jdbc" : "files";
  }

  private static String lag(DataSource source) {
    IngestionStatus reported = reported(source);
    return reported == null || reported.millisBehindLatest() == null
        ? null
        : LagText.of(Duration.ofMillis(reported.millisBehindLatest()));
  }

  private static IngestionStatus reported(DataSource source) {
    return source.getStatus() == null ? null : source.getStatus().ingestion();
  }
}
