package dev.lakehouse.kinesis.table;

import dev.lakehouse.kinesis.core.StaleStateException;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.Transaction;
import io.delta.kernel.TransactionCommitResult;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.ConcurrentWriteException;
import io.delta.kernel.exceptions.MetadataChangedException;
import io.delta.kernel.exceptions.ProtocolChangedException;
import io.delta.kernel.utils.CloseableIterable;

/** Commits transactions. */
final class Commits {
  private Commits() {}

  /**
   * Commits.
   *
   * @return the table at the version that was written
   * @throws StaleStateException when somebody else's commit is in its way
   */
  static Snapshot commit(
      Engine engine, String path, Transaction transaction, CloseableIterable<Row> actions) {
    TransactionCommitResult result;
    try {
      result = transaction.commit(engine, actions);
    } catch (MetadataChangedException | ProtocolChangedException e) {
      // Rows find their columns by name, so they may fit all the same: to be tried again.
      throw new StaleStateException("another writer has changed the columns of " + path, e);
    } catch (ConcurrentWriteException e) {
      throw new StaleStateException("another consumer has committed to " + path, e);
    }
    return PostCommit.run(engine, Table.forPath(engine, path), result);
  }
}
