package dev.lakehouse.spark.bronze.records;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.execution.datasources.PartitionedFile;

/** The content of whole files. */
final class Streams {
  private Streams() {}

  /** The bytes of a file, decompressed as its name says; closed when the task ends. */
  static InputStream open(PartitionedFile file, Configuration configuration) throws IOException {
    Path path = file.toPath();
    InputStream raw = path.getFileSystem(configuration).open(path);
    CompressionCodec codec = new CompressionCodecFactory(configuration).getCodec(path);
    InputStream bytes = codec == null ? raw : codec.createInputStream(raw);
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener(
          context -> {
            try {
              bytes.close();
            } catch (IOException e) {
              // Read to its end or given up: nothing is lost.
              return;
            }
          });
    }
    return bytes;
  }
}
