package dev.lakehouse.spark.bronze;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.EarlierAttempt;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.StepFailure;
import dev.lakehouse.spark.StepResult;
import dev.lakehouse.spark.bronze.files.FileChoice;
import dev.lakehouse.spark.delta.Fence;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableCommit;
import dev.lakehouse.spark.delta.TableState;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * The commits of one run, each on top of the one before it: all have the run's number, and what the
 * run goes by next is what the last of them says.
 */
final class FilesParts {
  private final StepContext context;
  private final Step.Files step;
  private final LakeTable table;
  private final Configuration hadoop;
  private final long sequence;
  private TableState target;
  private FilesSoFar soFar;

  FilesParts(
      StepContext context,
      Step.Files step,
      LakeTable table,
      Configuration hadoop,
      long sequence,
      TableState target,
      FilesSoFar soFar) {
    this.context = context;
    this.step = step;
    this.table = table;
    this.hadoop = hadoop;
    this.sequence = sequence;
    this.target = target;
    this.soFar = soFar;
  }

  /** Commits those files; more of the run come. */
  void commit(FileChoice part) {
    refuseRewritten(part);
    TableCommit commit = batch().commit(part, false, Optional.empty());
    target = table.state();
    Fence.requireNewest(table.name(), commit.note(), target);
    soFar = FilesSoFar.of(context, table, target, Optional.of(commit), hadoop);
  }

  /**
   * Commits what remains of the run.
   *
   * @param anew whether it comes in place of all there was
   */
  StepResult finish(FileChoice rest, FilesListing listing, boolean anew) {
    refuseRewritten(rest);
    if (!rest.read().isEmpty() || anew) {
      return EarlierAttempt.result(batch().commit(rest, anew, Optional.of(listing.after())));
    }
    return soFar.parts() > 0
        ? EarlierAttempt.result(batch().commitListing(listing.after()))
        : nothingNew(listing);
  }

  private StepResult nothingNew(FilesListing listing) {
    // A listing of all is remembered, or each run would make it again.
    boolean remember =
        target.exists()
            && listing.isOfAll()
            && !listing.after().equals(soFar.read().ledger().listed());
    return StepResult.nothingNew(
        remember
            ? Long.valueOf(batch().commitListing(listing.after()).version())
            : target.exists() ? target.version() : null,
        null,
        "no new files in " + step.path());
  }

  private FilesBatch batch() {
    return new FilesBatch(context, step, table, target, soFar, sequence);
  }

  private void refuseRewritten(FileChoice choice) {
    if (!choice.refused().isEmpty()) {
      throw StepFailure.of(
          FailureReason.DATA_INVALID,
          "%d files of %s were written anew after they had been read, for example %s, and onRewrite is Fail. The run stopped before them. Put the file back under a new name, or set spec.files.onRewrite to Replace, Append or Ignore."
              .formatted(choice.refused().size(), step.output(), choice.refused().get(0)));
    }
  }
}
