package dev.lakehouse.spark.bronze;

import dev.lakehouse.spark.bronze.files.FoundFile;
import dev.lakehouse.spark.delta.CommitNote;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Makes rows of files. */
interface FileRows {
  /** The rows of those files. */
  Dataset<Row> of(List<FoundFile> files);

  /**
   * Keeps what was no record, once the rows are written.
   *
   * @param note of the commit that the rows are for
   */
  default void keepMalformed(CommitNote note) {}
}
