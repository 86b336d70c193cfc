package dev.lakehouse.spark;

import dev.lakehouse.plan.BackfillWindow;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.environment.Environment;
import dev.lakehouse.spark.quality.QuarantineRelease;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/**
 * What all steps of one run share.
 *
 * @param sequence the fence; null: one past the last commit of each table
 * @param fullRefresh tables to rebuild from all of their input
 * @param release quarantined rows to ask the rules of once more
 * @param backfill the range of a batch source to ingest once more; empty: what is new in it
 * @param environment where tables are written that are not to be the lake's own; empty: these are
 */
public record RunContext(
    RunPlan plan,
    Long sequence,
    Set<TableName> fullRefresh,
    QuarantineRelease release,
    Optional<BackfillWindow> backfill,
    JobSettings settings,
    Clock clock,
    CrashPoints crashPoints,
    Optional<Environment> environment) {

  /** A run over the lake's own tables. */
  public RunContext(
      RunPlan plan,
      Long sequence,
      Set<TableName> fullRefresh,
      QuarantineRelease release,
      Optional<BackfillWindow> backfill,
      JobSettings settings,
      Clock clock,
      CrashPoints crashPoints) {
    this(
        plan,
        sequence,
        fullRefresh,
        release,
        backfill,
        settings,
        clock,
        crashPoints,
        Optional.empty());
  }

  /** The root below which a table lies. */
  public String root(TableName table) {
    return environment.map(own -> own.root(table)).orElse(plan.lake().root());
  }

  /** The root below which the run's ledgers lie. */
  public String ledgers() {
    return environment.map(Environment::root).orElse(plan.lake().root());
  }

  /** The same run with another number to commit with. */
  public RunContext numbered(Long number) {
    return new RunContext(
        plan, number, fullRefresh, release, backfill, settings, clock, crashPoints, environment);
  }
}
