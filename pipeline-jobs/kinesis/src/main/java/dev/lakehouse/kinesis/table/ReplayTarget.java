package dev.lakehouse.kinesis.table;

import dev.lakehouse.kinesis.core.StaleStateException;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.Transaction;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.utils.CloseableIterable;
import java.util.Collection;
import java.util.List;

/**
 * A bronze table that takes rows of dead letters. With the rows of a mark it takes the mark's name,
 * in one commit; a mark that was taken, or fenced off, is not taken again.
 */
public final class ReplayTarget {
  private static final String TAKEN = "taken";
  private static final String FENCED = "fenced";

  private final Engine engine;
  private final String path;
  private final RowColumns columns;
  private Snapshot known;

  /** The table at that path, which must exist. */
  public ReplayTarget(Engine engine, String path, RowColumns columns) {
    this.engine = engine;
    this.path = path;
    this.columns = columns;
    look();
  }

  private void look() {
    known = Table.forPath(engine, path).getLatestSnapshot(engine);
    columns.adopt(known.getSchema());
  }

  /**
   * Whether the table has the rows of that mark. Where it has not, it never will: whoever set the
   * mark and still means to append them is fenced off.
   */
  public boolean hasOrFences(String mark) {
    String domain = ReplayDomains.ofMark(mark);
    look();
    if (known.getDomainMetadata(domain).isEmpty()) {
      Transaction transaction = TransactionOn.rows(engine, known);
      transaction.addDomainMetadata(domain, FENCED);
      known = Commits.commit(engine, path, transaction, CloseableIterable.emptyIterable());
    }
    return known.getDomainMetadata(domain).filter(TAKEN::equals).isPresent();
  }

  /**
   * Appends the rows of a mark.
   *
   * @throws StaleStateException when the mark was taken or fenced off meanwhile, or another writer
   *     was in the way
   */
  public void take(String mark, List<Object[]> rows) {
    String domain = ReplayDomains.ofMark(mark);
    look();
    if (known.getDomainMetadata(domain).isPresent()) {
      throw new StaleStateException("another replay took over the mark " + mark, null);
    }
    Transaction transaction = TransactionOn.version(engine, known, columns);
    transaction.addDomainMetadata(domain, TAKEN);
    ReplayDomains.count(transaction, known, rows.size());
    known =
        Commits.commit(
            engine,
            path,
            transaction,
            DataFiles.write(engine, transaction, columns.schema(), rows, size -> {}));
  }

  /**
   * These marks stand in the dead letters no more. Those that are fenced off stay: whoever set one
   * may still come.
   */
  public void forget(Collection<String> marks) {
    look();
    Transaction transaction = TransactionOn.rows(engine, known);
    boolean any = false;
    for (String mark : marks) {
      if (known.getDomainMetadata(ReplayDomains.ofMark(mark)).filter(TAKEN::equals).isPresent()) {
        transaction.removeDomainMetadata(ReplayDomains.ofMark(mark));
        any = true;
      }
    }
    if (any) {
      known = Commits.commit(engine, path, transaction, CloseableIterable.emptyIterable());
    }
  }

  /** The version that was last seen. */
  public long version() {
    return known.getVersion();
  }
}
