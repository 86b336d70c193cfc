package dev.lakehouse.spark.bronze.records;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.text.TextFileFormat;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import scala.Function1;
import scala.Option;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractFunction1;

/**
 * Files as records, each a JSON object and not yet columns, so that what fits no column can be told
 * field by field; a record that can't be read is a row, too.
 */
public final class RecordFormat implements FileFormat, Serializable {
  /** Why a record can't be read; null when it can. */
  public static final String REASON = "_reason";

  /** The text of a record that can't be read. */
  public static final String TEXT = "_text";

  /** The line it stands in, from 1; null when a file is read in parts. */
  public static final String LINE = "_line";

  /** The columns of a row. */
  public static final StructType SCHEMA =
      new StructType()
          .add(RecordColumns.RECORD, DataTypes.StringType)
          .add(REASON, DataTypes.StringType)
          .add(TEXT, DataTypes.StringType)
          .add(LINE, DataTypes.LongType);

  private static final long serialVersionUID = 1L;

  private final RecordReader reader;
  private final LongAccumulator malformed;

  RecordFormat(RecordReader reader, LongAccumulator malformed) {
    this.reader = reader;
    this.malformed = malformed;
  }

  @Override
  public Option<StructType> inferSchema(
      SparkSession session, Map<String, String> options, Seq<FileStatus> files) {
    return Option.apply(SCHEMA);
  }

  @Override
  public OutputWriterFactory prepareWrite(
      SparkSession session, Job job, Map<String, String> options, StructType schema) {
    throw new UnsupportedOperationException("records of files are read only");
  }

  @Override
  public boolean isSplitable(SparkSession session, Map<String, String> options, Path path) {
    return reader.isSplitable() && new TextFileFormat().isSplitable(session, options, path);
  }

  @Override
  public Function1<PartitionedFile, Iterator<InternalRow>> buildReaderWithPartitionValues(
      SparkSession session,
      StructType data,
      StructType partitions,
      StructType required,
      Seq<Filter> filters,
      Map<String, String> options,
      Configuration configuration) {
    return new Reader(reader, malformed, required, new SerializableConfiguration(configuration));
  }

  private static final class Reader
      extends AbstractFunction1<PartitionedFile, Iterator<InternalRow>> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final RecordReader reader;
    private final LongAccumulator malformed;
    private final StructType required;
    private final SerializableConfiguration configuration;

    private Reader(
        RecordReader reader,
        LongAccumulator malformed,
        StructType required,
        SerializableConfiguration configuration) {
      this.reader = reader;
      this.malformed = malformed;
      this.required = required;
      this.configuration = configuration;
    }

    @Override
    public Iterator<InternalRow> apply(PartitionedFile file) {
      try {
        return new Rows(reader.read(file, configuration.value()), malformed, required);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Rows extends AbstractIterator<InternalRow> implements Closeable {
    private final java.util.Iterator<FileRecord> records;
    private final LongAccumulator malformed;
    private final List<String> names;
    private final UnsafeProjection projection;

    private Rows(
        java.util.Iterator<FileRecord> records, LongAccumulator malformed, StructType required) {
      this.records = records;
      this.malformed = malformed;
      this.names = List.of(required.fieldNames());
      this.projection = UnsafeProjection.create(required);
    }

    @Override
    public boolean hasNext() {
      return records.hasNext();
    }

    @Override
    public InternalRow next() {
      FileRecord record = records.next();
      if (record.reason() != null) {
        malformed.add(1);
      }
      List<Object> values = new ArrayList<>();
      for (String name : names) {
        values.add(
            switch (name) {
              case RecordColumns.RECORD -> UTF8String.fromString(record.json());
              case REASON -> UTF8String.fromString(record.reason());
              case TEXT -> UTF8String.fromString(record.text());
              case LINE -> record.line();
              default -> throw new IllegalStateException("no column " + name);
            });
      }
      return projection.apply(new GenericInternalRow(values.toArray()));
    }

    @Override
    public void close() throws IOException {
      if (records instanceof Closeable it) {
        it.close();
      }
    }
  }
}
