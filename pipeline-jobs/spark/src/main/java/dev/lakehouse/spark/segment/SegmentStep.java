package dev.lakehouse.spark.segment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.EarlierAttempt;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.StepFailure;
import dev.lakehouse.spark.StepResult;
import dev.lakehouse.spark.StepRunner;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.Fence;
import dev.lakehouse.spark.delta.FileLayout;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableState;
import dev.lakehouse.spark.forecast.Outlook;
import dev.lakehouse.spark.forecast.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** Trains a k-means model, lets it through its gates, and writes each key's segment. */
public final class SegmentStep implements StepRunner<Step.Segment> {
  private static final String TRAINED_ON = "trained_on";

  @Override
  public StepResult run(StepContext context, Step.Segment step) {
    TableState target = context.table(step.output()).state();
    return EarlierAttempt.result(context.run().sequence(), target)
        .orElseGet(() -> attempt(context, step, target));
  }

  private static StepResult attempt(StepContext context, Step.Segment step, TableState target) {
    long sequence = Fence.admit(step.output(), context.run().sequence(), target.sequence());
    LakeTable input = context.table(step.from());
    long version = context.pins().pin(input);
    Map<String, Long> inputs = Map.of(step.from().toString(), version);
    String hash = context.hash(step);
    if (!context.refreshes(step.output()) && target.covers(hash, inputs)) {
      return StepResult.nothingNew(
          target.version(), inputs, "the model's settings and its input are unchanged");
    }
    if (!context.refreshes(step.output()) && context.coversRows(target, hash, inputs)) {
      return context.onlyRewritten(
          context.table(step.output()),
          target,
          CommitNote.of(sequence, step.id(), hash, inputs, Map.of())
              .withMetrics(target.note().map(CommitNote::metrics).orElse(null)));
    }
    Dataset<Row> all = features(input.read(version), step);
    Dataset<Row> usable =
        all.na()
            .drop("any", all.columns())
            .repartition(1)
            .sortWithinPartitions(col(all.columns()[0]))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long rows = usable.count();
      requireEnough(step, rows);
      KMeansSearch.Best best = KMeansSearch.best(usable, step);
      Map<String, Double> metrics = new HashMap<>(best.metrics());
      metrics.put("skippedRows", (double) (all.count() - rows));
      Gates.require(step, metrics);
      CommitNote note =
          CommitNote.of(sequence, step.id(), hash, inputs, Map.of()).withMetrics(metrics);
      Dataset<Row> table = best.labelled().withColumn(TRAINED_ON, lit(version));
      return EarlierAttempt.result(
          context
              .writer(context.table(step.output()))
              .overwrite(target, table, note, FileLayout.NONE));
    } finally {
      usable.unpersist();
    }
  }

  /**
   * What the step would do now; its input is there.
   *
   * @param moves whether the input will have other rows when its turn comes
   */
  public static Outlook forecast(StepContext context, Step.Segment step, boolean moves) {
    TableState target = context.table(step.output()).state();
    Map<String, Long> inputs =
        Map.of(step.from().toString(), context.pins().pin(context.table(step.from())));
    String hash = context.hash(step);
    boolean same = target.covers(hash, inputs) || context.coversRows(target, hash, inputs);
    return same && !moves && !context.refreshes(step.output())
        ? Outlook.nothing("the model's settings and its input are unchanged")
        : Outlook.anew(
            Reading.all(context, List.of(step.from())),
            target.exists() ? Optional.of(target.snapshot().sizeInBytes()) : Optional.empty(),
            "a model is trained when its settings or its input are others");
  }

  private static Dataset<Row> features(Dataset<Row> input, Step.Segment step) {
    List<Column> columns = new ArrayList<>();
    columns.add(col("`" + step.key().replace("`", "``") + "`"));
    step.features()
        .forEach(feature -> columns.add(expr(feature.expr()).cast("double").as(feature.name())));
    return input.select(columns.toArray(Column[]::new));
  }

  private static void requireEnough(Step.Segment step, long rows) {
    if (rows < step.minSegments() || rows < 2) {
      throw StepFailure.of(
          FailureReason.DATA_INVALID,
          "%s has %d rows whose features are all there; %d segments need more. Wait for more data, or correct the features."
              .formatted(step.from(), rows, step.minSegments()));
    }
  }
}
