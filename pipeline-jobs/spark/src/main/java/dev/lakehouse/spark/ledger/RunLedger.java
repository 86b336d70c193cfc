package dev.lakehouse.spark.ledger;

import dev.lakehouse.plan.PlanCodec;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.RunContext;
import dev.lakehouse.spark.cost.StepCost;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * {@code <root>/_lakehouse/runs}: what each step of each attempt of each run did and cost, one row
 * a step and attempt. LakehouseRuns are removed after a while, this is what stays.
 */
public final class RunLedger {
  private static final String SCHEMA =
      "kind string, namespace string, owner string, run string, sequence bigint, attempt int,"
          + " plan string, step string, state string, reason string, message string,"
          + " started_at timestamp, duration_ms bigint, version bigint, rows bigint,"
          + " table_rows bigint, executor_seconds double, rows_read bigint, bytes_read bigint,"
          + " rows_written bigint, bytes_written bigint, spill_bytes bigint, recorded_at timestamp,"
          + " files_added bigint, files_removed bigint, files_deleted bigint";

  private RunLedger() {}

  /**
   * Keeps how the steps came out.
   *
   * @param runName the LakehouseRun; null: a job without one
   * @param attempt null: a job without a run
   */
  public static void record(
      SparkSession session,
      RunContext run,
      String runName,
      Integer attempt,
      List<StepStatus> steps) {
    record(session, run, runName, attempt, List.of(new BatchEntry(run.sequence(), steps)));
  }

  /** Keeps how the steps of several micro-batches came out, in one commit. */
  public static void record(
      SparkSession session,
      RunContext run,
      String runName,
      Integer attempt,
      Collection<BatchEntry> batches) {
    List<BatchEntry> entries = List.copyOf(batches);
    RunPlan.PlanOwner owner = run.plan().owner();
    String plan = PlanCodec.hash(run.plan());
    Timestamp now = Timestamp.from(run.clock().instant());
    List<Row> rows =
        entries.stream()
            .flatMap(
                entry ->
                    entry.steps().stream()
                        .map(step -> row(owner, runName, entry.number(), attempt, plan, step, now)))
            .toList();
    String which = BatchEntry.name(entries, attempt);
    Ledger.of(session, run.ledgers(), "runs")
        .append(
            String.join("/", owner.kind(), owner.namespace(), owner.name(), which),
            rows,
            StructType.fromDDL(SCHEMA));
  }

  private static Row row(
      RunPlan.PlanOwner owner,
      String runName,
      Long sequence,
      Integer attempt,
      String plan,
      StepStatus step,
      Timestamp now) {
    Map<String, Double> measured = step.metrics() == null ? Map.of() : step.metrics();
    return RowFactory.create(
        owner.kind(),
        owner.namespace(),
        owner.name(),
        runName,
        sequence,
        attempt,
        plan,
        step.name(),
        step.state().name().charAt(0) + step.state().name().substring(1).toLowerCase(),
        step.reason(),
        step.message(),
        step.startTime() == null ? null : Timestamp.from(Instant.parse(step.startTime())),
        step.durationMillis(),
        step.version(),
        step.rows(),
        step.tableRows(),
        measured.get(StepCost.EXECUTOR_SECONDS),
        whole(measured.get(StepCost.ROWS_READ)),
        whole(measured.get(StepCost.BYTES_READ)),
        whole(measured.get(StepCost.ROWS_WRITTEN)),
        whole(measured.get(StepCost.BYTES_WRITTEN)),
        whole(measured.get(StepCost.SPILL_BYTES)),
        now,
        whole(measured.get("filesAdded")),
        whole(measured.get("filesRemoved")),
        whole(measured.get("filesDeleted")));
  }

  private static Long whole(Double value) {
    return value == null ? null : Long.valueOf(value.longValue());
  }
}
