package dev.lakehouse.kinesis.table;

import dev.lakehouse.kinesis.core.Mark;
import dev.lakehouse.kinesis.core.PositionedTable;
import dev.lakehouse.kinesis.core.StaleStateException;
import dev.lakehouse.kinesis.core.StreamStart;
import dev.lakehouse.kinesis.core.TableState;
import io.delta.kernel.Operation;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.Transaction;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.utils.CloseableIterable;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A Delta table that keeps, in each commit, how far each shard is accounted for.
 *
 * <p>The marks are <i>domain metadata</i>, not application transactions ({@code SetTransaction}): a
 * commit may hold any number of domains but one transaction id, a domain has room for more than a
 * number, and it never expires. Delta checks for conflicts by domain: of two commits that started
 * from one version and both move a shard's mark, the second fails. A commit that starts from a
 * newer version than its writer had seen is refused here, by comparing the marks of the version it
 * starts from. Together: a mark only moves from the value that its writer knew.
 */
public final class DeltaTable implements PositionedTable {
  private static final String ENGINE_INFO = "lakehouse-kinesis";
  private static final int TRIES = 5;
  private static final Map<String, String> PROPERTIES =
      Map.of("delta.enableChangeDataFeed", "true");

  private final Engine engine;
  private final Table table;
  private final String path;
  private final RowColumns columns;
  private final MarkDomains domains;
  private final Supplier<Instant> since;

  /** The newest version this object knows of; null: to be asked for. */
  private Snapshot known;

  /** What was last read of a version: twice per commit it would cost a request each. */
  private Seen seen;

  private long fileBytes;

  private record Seen(Snapshot snapshot, TableState state) {}

  /**
   * The table at that path; nothing is read or written yet.
   *
   * @param columns the columns of the rows it is given: the table gets those it lacks
   * @param since gives, for a table that has to be created, the time before which records are not
   *     wanted; null: all are
   */
  public DeltaTable(
      Engine engine, String path, RowColumns columns, String stream, Supplier<Instant> since) {
    this.engine = engine;
    this.table = Table.forPath(engine, path);
    this.path = path;
    this.columns = columns;
    this.domains = new MarkDomains(stream);
    this.since = since;
  }

  @Override
  public TableState load() {
    known = latest().orElseGet(this::create);
    columns.adopt(known.getSchema());
    addColumns();
    TableState state = knownState();
    if (known.getDomainMetadata(domains.ofStream()).isEmpty()) {
      return begin(state);
    }
    return state;
  }

  private Optional<Snapshot> latest() {
    try {
      return Optional.of(table.getLatestSnapshot(engine));
    } catch (TableNotFoundException e) {
      return Optional.empty();
    }
  }

  private Snapshot create() {
    Transaction transaction =
        table
            .createTransactionBuilder(engine, ENGINE_INFO, Operation.CREATE_TABLE)
            .withSchema(engine, columns.schema())
            .withTableProperties(engine, PROPERTIES)
            .withDomainMetadataSupported()
            .build(engine);
    transaction.addDomainMetadata(
        domains.ofStream(), MarkDomains.writeStart(StreamStart.at(since.get())));
    try {
      return Commits.commit(engine, path, transaction, CloseableIterable.emptyIterable());
    } catch (RuntimeException e) {
      // Another consumer may have created it at the same moment: then that table is as good.
      return latest().orElseThrow(() -> e);
    }
  }

  /** The table was made for another stream: this one begins now. */
  private TableState begin(TableState state) {
    Transaction transaction = TransactionOn.version(engine, known, columns);
    transaction.addDomainMetadata(
        domains.ofStream(), MarkDomains.writeStart(StreamStart.at(since.get())));
    commit(transaction, CloseableIterable.emptyIterable());
    return load();
  }

  /** Declared columns that the table lacks. Other consumers may be adding them as well. */
  private void addColumns() {
    for (int tries = 1; TransactionOn.lacking(known, columns) != null; tries++) {
      try {
        commit(TransactionOn.version(engine, known, columns), CloseableIterable.emptyIterable());
      } catch (StaleStateException e) {
        if (tries >= TRIES) {
          throw e;
        }
        known = latest().orElseThrow(() -> e);
      }
    }
  }

  private TableState knownState() {
    if (seen == null || seen.snapshot() != known) {
      seen = new Seen(known, state(known));
    }
    return seen.state();
  }

  private TableState state(Snapshot snapshot) {
    StreamStart start =
        snapshot
            .getDomainMetadata(domains.ofStream())
            .map(MarkDomains::readStart)
            .orElse(StreamStart.EVERYTHING);
    Instant writtenAt = Instant.ofEpochMilli(snapshot.getTimestamp(engine));
    return new TableState(
        snapshot.getVersion(),
        marks(snapshot),
        start,
        writtenAt,
        HistoryDomain.of(snapshot),
        ReplayDomains.rows(snapshot));
  }

  private Map<String, Mark> marks(Snapshot snapshot) {
    Map<String, Mark> marks = new HashMap<>();
    // All domains at once are not (yet) part of Kernel's public interface.
    ((SnapshotImpl) snapshot)
        .getActiveDomainMetadataMap()
        .forEach(
            (domain, metadata) -> {
              String shard = domains.shard(domain);
              if (shard != null) {
                marks.put(shard, MarkDomains.readMark(metadata.getConfiguration()));
              }
            });
    return marks;
  }

  @Override
  public TableState append(TableState base, List<Object[]> rows, Map<String, Mark> marks) {
    if (known == null) {
      known = latest().orElseThrow(() -> new IllegalStateException(path + " is no table any more"));
    }
    requireUnmoved(base, marks);
    Transaction transaction = TransactionOn.version(engine, known, columns);
    marks.forEach(
        (shard, mark) ->
            transaction.addDomainMetadata(domains.ofShard(shard), MarkDomains.write(mark)));
    commit(
        transaction,
        rows.isEmpty()
            ? CloseableIterable.emptyIterable()
            : DataFiles.write(
                engine, transaction, columns.schema(), rows, size -> fileBytes += size));
    return knownState();
  }

  @Override
  public void forget(Set<String> shards) {
    known = latest().orElseThrow(() -> new IllegalStateException(path + " is no table any more"));
    TableState state = knownState();
    StreamStart start = state.start();
    Transaction transaction = TransactionOn.version(engine, known, columns);
    boolean any = false;
    for (String shard : shards) {
      if (state.marks().containsKey(shard)) {
        transaction.removeDomainMetadata(domains.ofShard(shard));
        start = start.without(state.mark(shard));
        any = true;
      }
    }
    if (any) {
      transaction.addDomainMetadata(domains.ofStream(), MarkDomains.writeStart(start));
      commit(transaction, CloseableIterable.emptyIterable());
    }
  }

  private void requireUnmoved(TableState base, Map<String, Mark> marks) {
    TableState current = knownState();
    for (String shard : marks.keySet()) {
      if (!base.agreesOn(shard, current)) {
        throw new StaleStateException(
            "another consumer has committed records of %s to %s".formatted(shard, path), null);
      }
    }
  }

  @Override
  public long fileBytes() {
    return fileBytes;
  }

  private void commit(Transaction transaction, CloseableIterable<Row> actions) {
    known = null;
    known = Commits.commit(engine, path, transaction, actions);
  }
}
