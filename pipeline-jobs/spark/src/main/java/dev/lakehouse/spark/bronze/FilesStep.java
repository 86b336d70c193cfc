package dev.lakehouse.spark.bronze;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.FilesPerCommit;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.EarlierAttempt;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.StepFailure;
import dev.lakehouse.spark.StepResult;
import dev.lakehouse.spark.StepRunner;
import dev.lakehouse.spark.bronze.files.ChosenFiles;
import dev.lakehouse.spark.bronze.files.FoundFile;
import dev.lakehouse.spark.delta.Fence;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.TableCommit;
import dev.lakehouse.spark.delta.TableState;
import java.io.FileNotFoundException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;

/**
 * New files of a folder into a bronze table, each exactly once: the commit that holds a file's rows
 * also names the list in which the file stands as read. Files are committed while more are found,
 * so that a run needs memory for the names of one commit only.
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
    Optional<TableCommit> begun = EarlierAttempt.unfinished(context.run().sequence(), target);
    boolean anew = context.refreshes(step.output()) && target.exists() && begun.isEmpty();
    Configuration hadoop = context.session().sessionState().newHadoopConf();
    FilesSoFar before =
        anew
            ? FilesSoFar.anew(context, step.output(), hadoop)
            : FilesSoFar.of(context, table, target, begun, hadoop);
    FilesListing listing =
        FilesListing.of(
            step.discovery(),
            startAfter(step),
            context.run().backfill(),
            anew,
            before.read().ledger().listed(),
            context.run().clock().instant());
    FilesParts parts = new FilesParts(context, step, table, hadoop, sequence, target, before);
    // Before the listing: what the messages name is in it then.
    try (Messages messages = Messages.of(context, step);
        FileSelection selection =
            new FileSelection(
                before,
                step.onRewrite(),
                anew ? Optional.empty() : backfill(context, listing),
                new ChosenFiles(perCommit(step, anew), parts::commit))) {
      find(step, listing, messages, hadoop, wanted(context, step, anew, selection));
      StepResult result = parts.finish(selection.rest(), listing, anew);
      messages.done();
      return result;
    }
  }

  /** A table that is made anew is so in one commit: who reads it never finds a part of it. */
  private static FilesPerCommit perCommit(Step.Files step, boolean anew) {
    if (anew) {
      return FilesPerCommit.ALL;
    }
    return step.perCommit() == null ? FilesPerCommit.DEFAULT : step.perCommit();
  }

  private static Optional<Predicate<FoundFile>> backfill(
      StepContext context, FilesListing listing) {
    return context
        .run()
        .backfill()
        .map(window -> file -> !listing.isOfAll() || window.contains(file.modified()));
  }

  private static Optional<Instant> startAfter(Step.Files step) {
    return Optional.ofNullable(step.startAfter()).map(Instant::parse);
  }

  /** Those that are not older than the source is to read; a backfill says itself what it wants. */
  private static Consumer<FoundFile> wanted(
      StepContext context, Step.Files step, boolean anew, Consumer<FoundFile> each) {
    Instant oldest = startAfter(step).orElse(Instant.MIN);
    boolean all = context.run().backfill().isPresent() && !anew;
    return file -> {
      if (all || !file.modified().isBefore(oldest)) {
        each.accept(file);
      }
    };
  }

  private static void find(
      Step.Files step,
      FilesListing listing,
      Messages messages,
      Configuration hadoop,
      Consumer<FoundFile> each) {
    try {
      if (messages.nameFiles(listing)) {
        messages.files(hadoop, each);
      } else {
        Folder.files(step.path(), listing.folders(), hadoop, each);
      }
    } catch (FileNotFoundException e) {
      throw StepFailure.of(
          FailureReason.SOURCE_NOT_FOUND,
          "The folder %s of source %s does not exist. Create it, or correct the path in the DataSource."
              .formatted(step.path(), step.output()),
          e);
    }
  }
}
