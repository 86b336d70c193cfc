package dev.lakehouse.spark;

import dev.lakehouse.plan.BackfillWindow;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.TableName;
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
 */
public record RunContext(
    RunPlan plan,
    Long sequence,
    Set<TableName> fullRefresh,
    QuarantineRelease release,
    Optional<BackfillWindow> backfill,
    JobSettings settings,
    Clock clock,
    CrashPoints crashPoints) {}
