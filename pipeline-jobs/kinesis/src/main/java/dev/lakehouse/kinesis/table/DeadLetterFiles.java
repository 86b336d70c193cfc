package dev.lakehouse.kinesis.table;

import dev.lakehouse.kinesis.core.StaleStateException;
import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.Transaction;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files of a dead-letter table at one version, to be replaced one after the other. A commit of
 * anybody else in between ends that: the files have to be listed again.
 */
public final class DeadLetterFiles {
  private final Engine engine;
  private final String path;
  private final StructType columns;
  private final Scan scan;
  private Snapshot known;

  /**
   * The table at that path, which must exist.
   *
   * @param columns its columns: texts, bytes and times
   */
  public DeadLetterFiles(Engine engine, String path, StructType columns) {
    this.engine = engine;
    this.path = path;
    this.columns = columns;
    this.known = Table.forPath(engine, path).getLatestSnapshot(engine);
    this.scan = known.getScanBuilder().withReadSchema(columns).build();
  }

  /** The files, as Kernel describes them. */
  public List<Row> list() {
    List<Row> files = new ArrayList<>();
    try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> rows = batches.next().getRows()) {
          rows.forEachRemaining(files::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** A file's rows. */
  public List<Object[]> read(Row file) {
    List<Object[]> rows = new ArrayList<>();
    Row state = scan.getScanState(engine);
    try (CloseableIterator<FilteredColumnarBatch> batches =
        Scan.transformPhysicalData(
            engine,
            state,
            file,
            engine
                .getParquetHandler()
                .readParquetFiles(
                    Utils.singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file)),
                    ScanStateRow.getPhysicalDataReadSchema(state),
                    Optional.empty())
                .map(FileReadResult::getData))) {
      while (batches.hasNext()) {
        addRows(batches.next(), rows);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private void addRows(FilteredColumnarBatch batch, List<Object[]> rows) {
    Optional<ColumnVector> selected = batch.getSelectionVector();
    for (int i = 0; i < batch.getData().getSize(); i++) {
      if (selected.isEmpty() || !selected.get().isNullAt(i) && selected.get().getBoolean(i)) {
        Object[] row = new Object[columns.length()];
        for (int column = 0; column < row.length; column++) {
          row[column] = value(batch.getData().getColumnVector(column), i);
        }
        rows.add(row);
      }
    }
  }

  private static Object value(ColumnVector column, int row) {
    if (column.isNullAt(row)) {
      return null;
    } else if (column.getDataType() instanceof StringType) {
      return column.getString(row);
    }
    return column.getDataType() instanceof BinaryType
        ? column.getBinary(row)
        : (Object) column.getLong(row);
  }

  /**
   * Takes a file away with all its rows.
   *
   * @throws StaleStateException when somebody else committed meanwhile
   */
  public void remove(Row file, int rows) {
    Transaction transaction = TransactionOn.rows(engine, known);
    ReplayDomains.count(transaction, known, -rows);
    commit(transaction, List.of(removed(file, true)));
  }

  /**
   * Puts other files in a file's place. Readers of changes are told nothing: the rows are the same
   * but for their marks.
   *
   * @param parts the rows of each
   * @throws StaleStateException when somebody else committed meanwhile
   */
  public void replace(Row file, List<List<Object[]>> parts) {
    Transaction transaction = TransactionOn.rows(engine, known);
    List<Row> actions = new ArrayList<>(List.of(removed(file, false)));
    for (List<Object[]> part : parts) {
      if (!part.isEmpty()) {
        CloseableIterable<Row> added =
            DataFiles.write(engine, transaction, columns, part, size -> {});
        added.forEach(row -> actions.add(unchanging(row)));
      }
    }
    commit(transaction, actions);
  }

  private static Row removed(Row file, boolean isChange) {
    Row add = file.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL);
    return SingleAction.createRemoveFileSingleAction(
        new AddFile(add).toRemoveFileRow(isChange, Optional.of(System.currentTimeMillis())));
  }

  private Row unchanging(Row action) {
    AddFile file = new AddFile(action.getStruct(SingleAction.ADD_FILE_ORDINAL));
    return SingleAction.createAddFileSingleAction(
        AddFile.createAddFileRow(
            columns,
            file.getPath(),
            file.getPartitionValues(),
            file.getSize(),
            file.getModificationTime(),
            false,
            file.getDeletionVector(),
            file.getTags(),
            file.getBaseRowId(),
            file.getDefaultRowCommitVersion(),
            file.getStats(columns)));
  }

  private void commit(Transaction transaction, List<Row> actions) {
    long expected = known.getVersion() + 1;
    known =
        Commits.commit(
            engine,
            path,
            transaction,
            CloseableIterable.inMemoryIterable(Utils.toCloseableIterator(actions.iterator())));
    if (known.getVersion() != expected) {
      // The commit is good, but the files that are still to come may have been replaced.
      throw new StaleStateException("somebody else has committed to " + path, null);
    }
  }
}
