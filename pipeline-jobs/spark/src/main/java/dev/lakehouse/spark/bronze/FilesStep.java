package dev.lakehouse.spark.bronze;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.EarlierAttempt;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.StepFailure;
import dev.lakehouse.spark.StepResult;
import dev.lakehouse.spark.StepRunner;
import dev.lakehouse.spark.bronze.files.FileChoice;
import dev.lakehouse.spark.bronze.files.FoundFile;
import dev.lakehouse.spark.delta.Fence;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableState;
import java.io.FileNotFoundException;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;

/**
 * New files of a folder into a bronze table, each exactly once: the commit that holds a file's rows
 * also names the list in which the file stands as read.
 */
public final class FilesStep implements StepRunner<Step.Files> {
  /** The file that a row came from. */
  static final String FILE = "_file";

  /** When that file was last written. */
  static final String FILE_MODIFIED = "_file_modified";

  /** When the row came into the table. */
  static final String INGESTED_AT = "_ingested_at";

  @Override
  public StepResult run(StepContext context, Step.Files step) {
    LakeTable table = context.table(step.output());
    TableState target = table.state();
    return EarlierAttempt.result(context.run().sequence(), target)
        .orElseGet(() -> attempt(context, step, table, target));
  }

  private static StepResult attempt(
      StepContext context, Step.Files step, LakeTable table, TableState target) {
    long sequence = Fence.admit(step.output(), context.run().sequence(), target.sequence());
    boolean anew = context.refreshes(step.output()) && target.exists();
    Configuration hadoop = context.session().sessionState().newHadoopConf();
    ReadFiles before =
        anew
            ? ReadFiles.none(context, step.output(), hadoop)
            : ReadFiles.of(context, table, target, hadoop);
    FilesListing listing =
        FilesListing.of(
            step.discovery(),
            context.run().backfill(),
            anew,
            before.ledger().listed(),
            context.run().clock().instant());
    // Before the listing: what the messages name is in it then.
    try (Messages messages = Messages.of(context, step)) {
      FileChoice choice = chosen(context, step, listing, messages, before, anew, hadoop);
      refuseRewritten(step, choice);
      FilesBatch batch =
          new FilesBatch(context, step, table, target, before.listed(listing.after()));
      StepResult result =
          choice.read().isEmpty() && !anew
              ? nothingNew(step, listing, batch, target, before, sequence)
              : batch.commit(choice, sequence, anew);
      messages.done();
      return result;
    }
  }

  private static StepResult nothingNew(
      Step.Files step,
      FilesListing listing,
      FilesBatch batch,
      TableState target,
      ReadFiles before,
      long sequence) {
    // A listing of all is remembered, or each run would make it again.
    boolean remember =
        target.exists() && listing.isOfAll() && !listing.after().equals(before.ledger().listed());
    return StepResult.nothingNew(
        remember ? batch.commitListing(sequence) : target.exists() ? target.version() : null,
        null,
        "no new files in " + step.path());
  }

  private static FileChoice chosen(
      StepContext context,
      Step.Files step,
      FilesListing listing,
      Messages messages,
      ReadFiles before,
      boolean anew,
      Configuration hadoop) {
    Optional<Predicate<FoundFile>> backfill =
        anew
            ? Optional.empty()
            : context
                .run()
                .backfill()
                .map(window -> file -> !listing.isOfAll() || window.contains(file.modified()));
    try (FileSelection selection = new FileSelection(before, step.onRewrite(), backfill)) {
      if (messages.nameFiles(listing)) {
        messages.files(hadoop, selection);
      } else {
        Folder.files(step.path(), listing.folders(), hadoop, selection);
      }
      return selection.result();
    } catch (FileNotFoundException e) {
      throw StepFailure.of(
          FailureReason.SOURCE_NOT_FOUND,
          "The folder %s of source %s does not exist. Create it, or correct the path in the DataSource."
              .formatted(step.path(), step.output()),
          e);
    }
  }

  private static void refuseRewritten(Step.Files step, FileChoice choice) {
    if (!choice.refused().isEmpty()) {
      throw StepFailure.of(
          FailureReason.DATA_INVALID,
          "%d files of %s were written anew after they had been read, for example %s, and onRewrite is Fail. Nothing was read. Put the file back under a new name, or set spec.files.onRewrite to Replace, Append or Ignore."
              .formatted(choice.refused().size(), step.output(), choice.refused().get(0)));
    }
  }
}
