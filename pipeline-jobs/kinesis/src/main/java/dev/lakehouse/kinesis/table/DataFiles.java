package dev.lakehouse.kinesis.table;

import io.delta.kernel.DataWriteContext;
import io.delta.kernel.Transaction;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Writes rows to files of a table. */
final class DataFiles {
  private DataFiles() {}

  /**
   * Files with these rows, which are the table's once the transaction is committed with them.
   *
   * @param columns the rows' columns; those the table has beyond them are null
   * @param written is told each file's size in bytes
   */
  static CloseableIterable<Row> write(
      Engine engine,
      Transaction transaction,
      StructType columns,
      List<Object[]> rows,
      LongConsumer written) {
    StructType target = transaction.getSchema(engine);
    Row state = transaction.getTransactionState(engine);
    RowBatch batch = new RowBatch(target, rows, SchemaMerge.ordinals(target, columns));
    try (CloseableIterator<FilteredColumnarBatch> physical =
        Transaction.transformLogicalData(
            engine,
            state,
            Utils.singletonCloseableIterator(new FilteredColumnarBatch(batch, Optional.empty())),
            Map.of())) {
      DataWriteContext context = Transaction.getWriteContext(engine, state, Map.of());
      var files =
          engine
              .getParquetHandler()
              .writeParquetFiles(
                  context.getTargetDirectory(), physical, context.getStatisticsColumns())
              .map(
                  file -> {
                    written.accept(file.getSize());
                    return file;
                  });
      try (CloseableIterator<Row> actions =
          Transaction.generateAppendActions(engine, state, files, context)) {
        return CloseableIterable.inMemoryIterable(actions);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
