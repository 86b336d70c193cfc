package dev.lakehouse.spark.bronze.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.util.CollectionAccumulator;
import scala.Function1;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** Reads a file to where its content stops making sense, and tells so instead of failing. */
final class TolerantReader extends AbstractFunction1<PartitionedFile, Iterator<InternalRow>>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Function1<PartitionedFile, Iterator<InternalRow>> reader;
  private final CollectionAccumulator<CorruptFile> corrupt;

  TolerantReader(
      Function1<PartitionedFile, Iterator<InternalRow>> reader,
      CollectionAccumulator<CorruptFile> corrupt) {
    this.reader = reader;
    this.corrupt = corrupt;
  }

  @Override
  public Iterator<InternalRow> apply(PartitionedFile file) {
    String name = FoundFile.nameOf(file.toPath());
    try {
      return new Rows(name, reader.apply(file));
    } catch (Exception e) {
      end(name, e);
      return scala.collection.Iterator$.MODULE$.empty();
    }
  }

  private void end(String name, Exception thrown) {
    Optional<CorruptFile> known = CorruptFile.of(name, thrown);
    if (known.isEmpty()) {
      throw sneaky(thrown);
    }
    corrupt.add(known.get());
  }

  /** Spark's readers throw what they please; the exception must pass as it is. */
  @SuppressWarnings("unchecked")
  private static <E extends Exception> RuntimeException sneaky(Exception thrown) throws E {
    throw (E) thrown;
  }

  private final class Rows extends AbstractIterator<InternalRow> implements Closeable {
    private final String name;
    private final Iterator<InternalRow> rows;
    private InternalRow ahead;
    private boolean ended;

    private Rows(String name, Iterator<InternalRow> rows) {
      this.name = name;
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      try {
        // Some readers find out in next() only.
        if (ahead == null && !ended && rows.hasNext()) {
          ahead = rows.next();
        }
      } catch (Exception e) {
        end(name, e);
        ended = true;
      }
      return ahead != null;
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      InternalRow row = ahead;
      ahead = null;
      return row;
    }

    @Override
    public void close() throws IOException {
      if (rows instanceof Closeable it) {
        it.close();
      }
    }
  }
}
