package dev.lakehouse.spark.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;

/**
 * Commands of which nothing is left in the JVM. They end their Spark themselves; what outlives it
 * are logs of tables with what was read of them, and file systems with their endpoints and
 * credentials.
 */
record Traceless(Resident.Commands commands) implements Resident.Commands {

  @Override
  public int execute(List<String> arguments) {
    try {
      return commands.execute(arguments);
    } finally {
      SparkSession.clearActiveSession();
      SparkSession.clearDefaultSession();
      DeltaLog.clearCache();
      closeFileSystems();
    }
  }

  private static void closeFileSystems() {
    try {
      FileSystem.closeAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
