package dev.lakehouse.kinesis.table;

import io.delta.kernel.TransactionCommitResult;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.hook.PostCommitHook;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints and checksums after a commit: without them every reader has to read the whole log. A
 * commit that is done stays done when one of them fails; the next one makes up for it.
 */
final class PostCommit {
  private static final Logger LOG = LoggerFactory.getLogger(PostCommit.class);

  private PostCommit() {}

  static void run(Engine engine, TransactionCommitResult result) {
    for (PostCommitHook hook : result.getPostCommitHooks()) {
      try {
        hook.threadSafeInvoke(engine);
      } catch (IOException | RuntimeException e) {
        LOG.warn("{} after version {} failed", hook.getType(), result.getVersion(), e);
      }
    }
  }
}
