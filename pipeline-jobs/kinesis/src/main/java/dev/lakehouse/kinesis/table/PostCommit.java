package dev.lakehouse.kinesis.table;

import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.TransactionCommitResult;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.CheckpointAlreadyExistsException;
import io.delta.kernel.hook.PostCommitHook;
import io.delta.kernel.hook.PostCommitHook.PostCommitHookType;
import io.delta.kernel.internal.SnapshotImpl;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints and checksums after a commit: without them every reader has to read the whole log. A
 * commit that is done stays done when one of them fails; the next one makes up for it.
 *
 * <p>Kernel's snapshot after a commit is the one before with one more commit to read, and never
 * learns of a checkpoint. So the table is looked at anew after each: else the ten thousandth commit
 * reads ten thousand files. In between, the checksum has all that a commit has to know.
 *
 * <p>Kernel asks for a checkpoint at each multiple of the table's {@code delta.checkpointInterval};
 * {@link CheckpointRule} says which of them are made.
 */
final class PostCommit {
  private static final Logger LOG = LoggerFactory.getLogger(PostCommit.class);

  /** Kernel drops expired commits with a checkpoint, and lists the whole log for it: seldom. */
  private static final int VERSIONS_PER_CLEANUP = 1_000;

  /** As if there had been a checkpoint before the first version. */
  private static final long NONE = -1;

  private PostCommit() {}

  /** Does what is due after that commit; gives the table to go on from. */
  static Snapshot run(Engine engine, Table table, TransactionCommitResult result) {
    Snapshot snapshot = result.getPostCommitSnapshot().orElse(null);
    boolean old = snapshot == null;
    for (PostCommitHook hook : result.getPostCommitHooks()) {
      PostCommitHookType type = hook.getType();
      if (type == PostCommitHookType.CHECKPOINT && !isDue(snapshot, result.getVersion())) {
        continue;
      }
      old |= type == PostCommitHookType.CHECKPOINT || type == PostCommitHookType.CHECKSUM_FULL;
      try {
        if (type == PostCommitHookType.CHECKPOINT) {
          checkpoint(engine, table, snapshot, result.getVersion());
        } else {
          hook.threadSafeInvoke(engine);
        }
      } catch (CheckpointAlreadyExistsException e) {
        LOG.debug("Another writer has made the checkpoint {}", result.getVersion());
      } catch (IOException | RuntimeException e) {
        LOG.warn("{} after version {} failed", type, result.getVersion(), e);
      }
    }
    return old ? table.getLatestSnapshot(engine) : snapshot;
  }

  /**
   * Without a snapshot or its checksum nothing is known of the table's size: then as Kernel says.
   */
  private static boolean isDue(Snapshot snapshot, long version) {
    if (!(snapshot instanceof SnapshotImpl known) || known.getCurrentCrcInfo().isEmpty()) {
      return true;
    }
    return CheckpointRule.isDue(
        version - lastCheckpoint(known), known.getCurrentCrcInfo().get().getNumFiles());
  }

  private static long lastCheckpoint(SnapshotImpl snapshot) {
    return snapshot.getLogSegment().getCheckpointVersionOpt().orElse(NONE);
  }

  /** Of the snapshot that is there: Kernel's own hook looks for it in the last thousand commits. */
  private static void checkpoint(Engine engine, Table table, Snapshot snapshot, long version)
      throws IOException {
    // Only of a table that was looked at as a whole does Kernel drop what has expired.
    boolean anew =
        !(snapshot instanceof SnapshotImpl known)
            || version / VERSIONS_PER_CLEANUP > lastCheckpoint(known) / VERSIONS_PER_CLEANUP;
    (anew ? table.getLatestSnapshot(engine) : snapshot).writeCheckpoint(engine);
  }
}
