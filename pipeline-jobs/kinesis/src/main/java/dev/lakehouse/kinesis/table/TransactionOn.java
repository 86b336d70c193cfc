package dev.lakehouse.kinesis.table;

import io.delta.kernel.Operation;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Transaction;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.TransactionImpl;
import io.delta.kernel.types.StructType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Transactions that go on from a version of a table. */
final class TransactionOn {
  private static final String ENGINE_INFO = "lakehouse-kinesis";

  /** Kernel's own default: no log compaction. */
  private static final int NO_COMPACTION = 0;

  private TransactionOn() {}

  /** From that version on; adds the columns that the table lacks, and says so in its history. */
  static Transaction version(Engine engine, Snapshot snapshot, RowColumns columns) {
    StructType target = lacking(snapshot, columns);
    if (target == null) {
      return rows(engine, snapshot);
    }
    Transaction transaction = columns(snapshot, target);
    List<String> added = SchemaMerge.added(snapshot.getSchema(), target);
    transaction.addDomainMetadata(
        HistoryDomain.NAME,
        HistoryDomain.write(HistoryDomain.of(snapshot).with(added, Instant.now())));
    return transaction;
  }

  /** The table's columns and those it lacks; null: it lacks none. */
  static StructType lacking(Snapshot snapshot, RowColumns columns) {
    StructType merged = SchemaMerge.merged(snapshot.getSchema(), columns.schema());
    return merged.length() == snapshot.getSchema().length() ? null : merged;
  }

  /** Leaves the table's columns as they are. */
  static Transaction rows(Engine engine, Snapshot snapshot) {
    return snapshot
        .buildUpdateTableTransaction(ENGINE_INFO, Operation.STREAMING_UPDATE)
        .build(engine);
  }

  /**
   * Gives the table these columns: its own and, behind them, more that may be null.
   *
   * <p>Kernel's builder changes a schema only where column mapping is on, which old readers (and
   * Redshift Spectrum's manifests) can't read. The protocol asks for it when columns are renamed or
   * dropped, not when they are added; so the transaction is made without the builder. It is the
   * same transaction: conflicts with others' metadata are found as ever.
   */
  private static Transaction columns(Snapshot snapshot, StructType columns) {
    SnapshotImpl table = (SnapshotImpl) snapshot;
    return new TransactionImpl(
        false,
        table.getDataPath(),
        Optional.of(table),
        ENGINE_INFO,
        Operation.STREAMING_UPDATE,
        Optional.empty(),
        Optional.of(table.getMetadata().withNewSchema(columns)),
        table.getCommitter(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        NO_COMPACTION,
        System::currentTimeMillis);
  }
}
