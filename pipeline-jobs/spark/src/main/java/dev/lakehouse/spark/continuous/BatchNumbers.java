package dev.lakehouse.spark.continuous;

import dev.lakehouse.plan.RunNumbers;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.RunContext;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.delta.Pins;
import dev.lakehouse.spark.silver.SilverStep;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * The numbers of a run's micro-batches; they are found in the tables, so that a driver that starts
 * in the middle goes on with the micro-batch that the one before it may not have finished.
 */
final class BatchNumbers {
  private final Long first;
  private long next;
  private boolean resumed;

  private BatchNumbers(Long first, long begun) {
    this.first = first;
    this.next = Math.max(1, begun);
    this.resumed = begun > 0;
  }

  static BatchNumbers of(SparkSession spark, RunContext run) {
    if (run.sequence() == null) {
      return new BatchNumbers(null, 0);
    }
    StepContext context = new StepContext(spark, run, new Pins());
    long begun = 0;
    for (Step step : run.plan().steps()) {
      Optional<TableName> table =
          step instanceof Step.Publish ? Optional.empty() : TableName.parse(step.id());
      long committed = table.map(name -> SilverStep.committed(context, name)).orElse(0L);
      if (committed <= RunNumbers.last(run.sequence())) {
        begun = Math.max(begun, committed - run.sequence());
      }
    }
    return new BatchNumbers(run.sequence(), begun);
  }

  /** Which micro-batch of the run the next one is, from 1. */
  long next() {
    return next;
  }

  /** The number its commits are fenced by; null: one past the last of each table. */
  Long fence() {
    return first == null ? null : Long.valueOf(first + next);
  }

  /** Whether the run has a number for it. */
  boolean available() {
    return first == null || first + next <= RunNumbers.last(first);
  }

  /**
   * Whether the next one was begun by an earlier driver: tables that it has committed stay as they
   * are, whatever came in since.
   */
  boolean resumed() {
    return resumed;
  }

  /** It is done. */
  void used() {
    next++;
    resumed = false;
  }
}
