package dev.lakehouse.kinesis.table;

import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.TransactionCommitResult;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.CheckpointAlreadyExistsException;
import io.delta.kernel.hook.PostCommitHook;
import io.delta.kernel.hook.PostCommitHook.PostCommitHookType;
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
 */
final class PostCommit {
  private static final Logger LOG = LoggerFactory.getLogger(PostCommit.class);

  /** Kernel drops expired commits with a checkpoint, and lists the whole log for it: seldom. */
  private static final int VERSIONS_PER_CLEANUP = 1_000;

  private PostCommit() {}

  /** Does what is due after that commit; gives the table to go on from. */
  static Snapshot run(Engine engine, Table table, TransactionCommitResult result) {
    Snapshot snapshot = result.getPostCommitSnapshot().orElse(null);
    boolean old = snapshot == null;
    for (PostCommitHook hook : result.getPostCommitHooks()) {
      PostCommitHookType type = hook.getType();
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

  /** Of the snapshot that is there: Kernel's own hook looks for it in the last thousand commits. */
  private static void checkpoint(Engine engine, Table table, Snapshot snapshot, long version)
      throws IOException {
    boolean cleansUp = version % VERSIONS_PER_CLEANUP == 0;
    Snapshot of = snapshot == null || cleansUp ? table.getLatestSnapshot(engine) : snapshot;
    of.writeCheckpoint(engine);
  }
}
