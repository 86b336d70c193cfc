package dev.lakehouse.spark.bronze;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.StepFailure;
import dev.lakehouse.spark.bronze.events.CreatedObject;
import dev.lakehouse.spark.bronze.events.EventQueue;
import dev.lakehouse.spark.bronze.events.NotifiedFiles;
import dev.lakehouse.spark.bronze.files.FoundFile;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/**
 * The messages that a run takes from the queue of its source, which may have none. They are deleted
 * when what they name is committed; a run that ends before leaves them, and their files come with
 * the next one.
 */
final class Messages implements AutoCloseable {
  private final Step.Files step;
  private final Optional<EventQueue> queue;
  private final Set<CreatedObject> objects;

  private Messages(Step.Files step, Optional<EventQueue> queue, Set<CreatedObject> objects) {
    this.step = step;
    this.queue = queue;
    this.objects = objects;
  }

  /** Takes them; a backfill leaves them alone. */
  static Messages of(StepContext context, Step.Files step) {
    if (step.discovery() == null
        || step.discovery().queueUrl() == null
        || context.run().backfill().isPresent()) {
      return new Messages(step, Optional.empty(), Set.of());
    }
    EventQueue queue =
        EventQueue.open(step.discovery().queueUrl(), context.run().plan().lake().region());
    try {
      return new Messages(step, Optional.of(queue), queue.receive());
    } catch (QueueDoesNotExistException e) {
      queue.close();
      throw StepFailure.of(
          FailureReason.SOURCE_NOT_FOUND,
          "The queue %s of source %s does not exist. Create it and have the bucket's events sent to it, or correct spec.files.notifications.queueUrl."
              .formatted(step.discovery().queueUrl(), step.output()),
          e);
    } catch (RuntimeException e) {
      queue.close();
      throw e;
    }
  }

  /** Whether they are how that listing finds files. */
  boolean nameFiles(FilesListing listing) {
    return queue.isPresent() && !listing.isOfAll();
  }

  /** The files they name. */
  void files(Configuration hadoop, Consumer<FoundFile> each) {
    NotifiedFiles.of(objects, step.path(), hadoop, path -> !Folder.isHidden(path), each);
  }

  /** What they name is committed. */
  void done() {
    queue.ifPresent(EventQueue::delete);
  }

  @Override
  public void close() {
    queue.ifPresent(EventQueue::close);
  }
}
