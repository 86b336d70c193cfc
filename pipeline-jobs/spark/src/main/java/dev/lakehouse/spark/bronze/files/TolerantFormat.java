package dev.lakehouse.spark.bronze.files;

import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.CollectionAccumulator;
import scala.Function1;
import scala.Option;
import scala.collection.Iterator;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;

/**
 * A format of Spark's that notes unreadable files instead of failing at the first. Rows come one by
 * one, not in batches, so that a file can end early.
 */
final class TolerantFormat implements FileFormat, Serializable {
  private static final long serialVersionUID = 1L;

  private final FileFormat format;
  private final CollectionAccumulator<CorruptFile> corrupt;

  TolerantFormat(FileFormat format, CollectionAccumulator<CorruptFile> corrupt) {
    this.format = format;
    this.corrupt = corrupt;
  }

  @Override
  public Option<StructType> inferSchema(
      SparkSession session, Map<String, String> options, Seq<FileStatus> files) {
    return format.inferSchema(session, options, files);
  }

  @Override
  public OutputWriterFactory prepareWrite(
      SparkSession session, Job job, Map<String, String> options, StructType schema) {
    return format.prepareWrite(session, job, options, schema);
  }

  @Override
  public boolean supportBatch(SparkSession session, StructType schema) {
    return false;
  }

  @Override
  public boolean isSplitable(SparkSession session, Map<String, String> options, Path path) {
    return format.isSplitable(session, options, path);
  }

  @Override
  public boolean supportDataType(DataType type) {
    return format.supportDataType(type);
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
    return new TolerantReader(
        format.buildReaderWithPartitionValues(
            session, data, partitions, required, filters, options, configuration),
        corrupt);
  }
}
