package dev.lakehouse.spark;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.bronze.FilesStep;
import dev.lakehouse.spark.bronze.JdbcStep;
import dev.lakehouse.spark.bronze.http.HttpStep;
import dev.lakehouse.spark.gold.GoldStep;
import dev.lakehouse.spark.publish.PublishStep;
import dev.lakehouse.spark.rollback.RestoreStep;
import dev.lakehouse.spark.segment.SegmentStep;
import dev.lakehouse.spark.silver.SilverStep;
import dev.lakehouse.spark.upkeep.MaintainStep;

/** Who executes which kind of step. */
public final class StepRunners {
  private final FilesStep files = new FilesStep();
  private final JdbcStep jdbc = new JdbcStep();
  private final HttpStep http = new HttpStep();
  private final SilverStep silver = new SilverStep();
  private final GoldStep gold = new GoldStep();
  private final PublishStep publish = new PublishStep();
  private final SegmentStep segment = new SegmentStep();
  private final RestoreStep restore = new RestoreStep();
  private final MaintainStep maintain = new MaintainStep();

  StepResult run(StepContext context, Step step) {
    if (step instanceof Step.Files it) {
      return files.run(context, it);
    }
    if (step instanceof Step.Jdbc it) {
      return jdbc.run(context, it);
    }
    if (step instanceof Step.Http it) {
      return http.run(context, it);
    }
    if (step instanceof Step.Silver it) {
      return silver.run(context, it);
    }
    if (step instanceof Step.Gold it) {
      return gold.run(context, it);
    }
    if (step instanceof Step.Publish it) {
      return publish.run(context, it);
    }
    if (step instanceof Step.Segment it) {
      return segment.run(context, it);
    }
    if (step instanceof Step.Restore it) {
      return restore.run(context, it);
    }
    if (step instanceof Step.Maintain it) {
      return maintain.run(context, it);
    }
    throw StepFailure.of(
        FailureReason.PLAN_INVALID,
        "Step %s is of a kind that Spark does not execute: a stream is read by its own consumer. Compile the plan anew."
            .formatted(step.id()));
  }
}
