package dev.lakehouse.spark.delta;

import java.io.IOException;
import java.net.URI;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.actions.AddFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Files that were written for a commit that is not made. */
final class StagedFiles {
  private static final Logger LOG = LoggerFactory.getLogger(StagedFiles.class);

  private StagedFiles() {}

  /** What the audit of written files gives; where it throws, these are removed. */
  static CommitNote auditing(
      SparkSession session, LakeTable table, Seq<?> actions, Supplier<CommitNote> audit) {
    try {
      return audit.get();
    } catch (RuntimeException e) {
      remove(session, table.path(), CollectionConverters.asJava(actions));
      throw e;
    }
  }

  /** Removes them; what can't be removed is no part of the table and goes with the next VACUUM. */
  private static void remove(SparkSession session, String table, Iterable<?> actions) {
    Configuration hadoop = session.sessionState().newHadoopConf();
    for (Object action : actions) {
      if (action instanceof AddFile added) {
        Path file = new Path(new Path(table), new Path(URI.create(added.path())));
        try {
          file.getFileSystem(hadoop).delete(file, false);
        } catch (IOException e) {
          LOG.warn("the file {} of a refused commit could not be removed", file, e);
        }
      }
    }
  }
}
