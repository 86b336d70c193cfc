package dev.lakehouse.spark;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Maintain;
import dev.lakehouse.plan.Restore;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableLayout;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.bronze.FilesStep;
import dev.lakehouse.spark.bronze.JdbcStep;
import dev.lakehouse.spark.bronze.http.HttpStep;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.LayoutUpdate;
import dev.lakehouse.spark.gold.GoldStep;
import dev.lakehouse.spark.publish.PublishStep;
import dev.lakehouse.spark.rollback.RestoreStep;
import dev.lakehouse.spark.segment.SegmentStep;
import dev.lakehouse.spark.silver.SilverStep;
import dev.lakehouse.spark.upkeep.MaintainStep;
import java.util.List;
import java.util.OptionalLong;

/** Who executes which kind of step. */
public final class StepRunners implements StepRunner<Step> {
  private final FilesStep files = new FilesStep();
  private final JdbcStep jdbc = new JdbcStep();
  private final HttpStep http = new HttpStep();
  private final SilverStep silver = new SilverStep();
  private final GoldStep gold = new GoldStep();
  private final PublishStep publish = new PublishStep();
  private final SegmentStep segment = new SegmentStep();
  private final RestoreStep restore = new RestoreStep();
  private final MaintainStep maintain = new MaintainStep();

  @Override
  public StepResult run(StepContext context, Step step) {
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
      StepResult made = silver.run(context, it);
      return laidOut(context, it.output(), it.layout(), it.clusterBy(), made);
    }
    if (step instanceof Step.Gold it) {
      StepResult made = gold.run(context, it);
      return laidOut(context, it.output(), it.layout(), it.clusterBy(), made);
    }
    if (step instanceof Step.Publish it) {
      return publish.run(context, it);
    }
    if (step instanceof Step.Segment it) {
      return segment.run(context, it);
    }
    if (step instanceof Restore it) {
      return restore.run(context, it);
    }
    if (step instanceof Maintain it) {
      return maintain.run(context, it);
    }
    throw StepFailure.of(
        FailureReason.PLAN_INVALID,
        "Step %s is of a kind that Spark does not execute: a stream is read by its own consumer. Compile the plan anew."
            .formatted(step.id()));
  }

  /** What is declared of a table beside its rows may change without them. */
  private static StepResult laidOut(
      StepContext context,
      TableName name,
      TableLayout layout,
      List<String> clusterBy,
      StepResult made) {
    LakeTable table = context.table(name);
    OptionalLong version =
        new LayoutUpdate(context.session(), table, context.run().crashPoints())
            .apply(TableLayout.or(layout), clusterBy);
    return version.isPresent() ? made.withVersion(version.getAsLong()) : made;
  }
}
