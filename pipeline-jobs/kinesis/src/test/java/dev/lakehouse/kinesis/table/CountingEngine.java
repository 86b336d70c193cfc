package dev.lakehouse.kinesis.table;

import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.ExpressionHandler;
import io.delta.kernel.engine.FileReadRequest;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.engine.FileSystemClient;
import io.delta.kernel.engine.JsonHandler;
import io.delta.kernel.engine.ParquetHandler;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import io.delta.kernel.utils.FileStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An engine that says what of a table's log was listed, read and written. */
final class CountingEngine implements Engine {
  private final Engine engine;

  /** The names of the files that were read, commits and checkpoints. */
  final List<String> read = new ArrayList<>();

  /** The names of commits, checkpoints and checksums that were written. */
  final List<String> written = new ArrayList<>();

  int listings;
  long listed;

  CountingEngine(Engine engine) {
    this.engine = engine;
  }

  /** As if nothing had happened yet. */
  void reset() {
    read.clear();
    written.clear();
    listings = 0;
    listed = 0;
  }

  private CloseableIterator<FileStatus> counted(CloseableIterator<FileStatus> files) {
    return files.map(
        file -> {
          read.add(name(file.getPath()));
          return file;
        });
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public ExpressionHandler getExpressionHandler() {
    return engine.getExpressionHandler();
  }

  @Override
  public JsonHandler getJsonHandler() {
    JsonHandler json = engine.getJsonHandler();
    return new JsonHandler() {
      @Override
      public ColumnarBatch parseJson(
          ColumnVector texts, StructType schema, Optional<ColumnVector> selection) {
        return json.parseJson(texts, schema, selection);
      }

      @Override
      public CloseableIterator<ColumnarBatch> readJsonFiles(
          CloseableIterator<FileStatus> files, StructType schema, Optional<Predicate> predicate)
          throws IOException {
        return json.readJsonFiles(counted(files), schema, predicate);
      }

      @Override
      public void writeJsonFileAtomically(
          String path, CloseableIterator<Row> rows, boolean overwrite) throws IOException {
        written.add(name(path));
        json.writeJsonFileAtomically(path, rows, overwrite);
      }
    };
  }

  @Override
  public ParquetHandler getParquetHandler() {
    ParquetHandler parquet = engine.getParquetHandler();
    return new ParquetHandler() {
      @Override
      public CloseableIterator<FileReadResult> readParquetFiles(
          CloseableIterator<FileStatus> files, StructType schema, Optional<Predicate> predicate)
          throws IOException {
        return parquet.readParquetFiles(counted(files), schema, predicate);
      }

      @Override
      public CloseableIterator<DataFileStatus> writeParquetFiles(
          String folder, CloseableIterator<FilteredColumnarBatch> rows, List<Column> statistics)
          throws IOException {
        return parquet.writeParquetFiles(folder, rows, statistics);
      }

      @Override
      public void writeParquetFileAtomically(
          String path, CloseableIterator<FilteredColumnarBatch> rows) throws IOException {
        written.add(name(path));
        parquet.writeParquetFileAtomically(path, rows);
      }
    };
  }

  @Override
  public FileSystemClient getFileSystemClient() {
    FileSystemClient files = engine.getFileSystemClient();
    return new FileSystemClient() {
      @Override
      public CloseableIterator<FileStatus> listFrom(String path) throws IOException {
        listings++;
        return files
            .listFrom(path)
            .map(
                file -> {
                  listed++;
                  return file;
                });
      }

      @Override
      public String resolvePath(String path) throws IOException {
        return files.resolvePath(path);
      }

      @Override
      public CloseableIterator<ByteArrayInputStream> readFiles(
          CloseableIterator<FileReadRequest> requests) throws IOException {
        return files.readFiles(requests);
      }

      @Override
      public boolean mkdirs(String path) throws IOException {
        return files.mkdirs(path);
      }

      @Override
      public boolean delete(String path) throws IOException {
        return files.delete(path);
      }

      @Override
      public FileStatus getFileStatus(String path) throws IOException {
        return files.getFileStatus(path);
      }

      @Override
      public void copyFileAtomically(String from, String to, boolean overwrite) throws IOException {
        files.copyFileAtomically(from, to, overwrite);
      }
    };
  }
}
