package dev.lakehouse.spark.continuous;

import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.plan.progress.StepStatus.State;
import dev.lakehouse.spark.RunContext;
import dev.lakehouse.spark.ledger.BatchEntry;
import dev.lakehouse.spark.ledger.RunHistory;
import dev.lakehouse.spark.ledger.RunLedger;
import dev.lakehouse.spark.quality.QualityLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * The history of micro-batches in {@code _lakehouse/runs} and {@code _lakehouse/quality}: of steps
 * that did something, put in together after a minute, so that a table a second does not make a
 * commit of history a second. A driver that is killed takes the last minute's entries with it.
 */
final class BatchLedger {
  private static final Duration KEPT = Duration.ofMinutes(1);
  private static final int ENTRIES = 500;

  private final SparkSession spark;
  private final RunContext run;
  private final String runName;
  private final Integer attempt;
  private final List<BatchEntry> entries = new ArrayList<>();
  private Instant oldest;

  /**
   * @param runName the LakehouseRun; null: a job without one
   * @param attempt null: a job without a run
   */
  BatchLedger(SparkSession spark, RunContext run, String runName, Integer attempt) {
    this.spark = spark;
    this.run = run;
    this.runName = runName;
    this.attempt = attempt;
  }

  /** Keeps what a micro-batch did. */
  void add(Long number, List<StepStatus> steps, Instant now) {
    List<StepStatus> busy =
        steps.stream()
            .filter(step -> step.state() == State.SUCCEEDED || step.state() == State.FAILED)
            .toList();
    if (busy.isEmpty()) {
      return;
    }
    oldest = entries.isEmpty() ? now : oldest;
    entries.add(new BatchEntry(number, busy));
  }

  /** Writes what is old enough. */
  void flushWhenDue(Instant now) {
    boolean due =
        entries.size() >= ENTRIES || !now.isBefore(oldest == null ? now : oldest.plus(KEPT));
    if (!entries.isEmpty() && due) {
      flush();
    }
  }

  /** Writes all. */
  void flush() {
    if (entries.isEmpty()) {
      return;
    }
    List<BatchEntry> written = List.copyOf(entries);
    entries.clear();
    RunHistory.keep(
        Map.of(
            "quality",
            () -> QualityLedger.record(spark, run, runName, attempt, written),
            "runs",
            () -> RunLedger.record(spark, run, runName, attempt, written)));
  }
}
