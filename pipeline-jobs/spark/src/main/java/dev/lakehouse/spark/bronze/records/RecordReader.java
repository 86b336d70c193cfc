package dev.lakehouse.spark.bronze.records;

import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.execution.datasources.PartitionedFile;

/** Reads a part of a file record by record. */
interface RecordReader extends Serializable {
  /** Its records; the iterator may be {@link java.io.Closeable}. */
  Iterator<FileRecord> read(PartitionedFile file, Configuration configuration) throws IOException;

  /** Whether a file may be read in parts. */
  boolean isSplitable();
}
