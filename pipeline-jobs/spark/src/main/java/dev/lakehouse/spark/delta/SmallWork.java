package dev.lakehouse.spark.delta;

import java.util.function.Supplier;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.Snapshot;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Settings for work on few rows, where what Spark prepares costs more than what it then does. */
public final class SmallWork {
  private static final String PROJECTIONS = "spark.sql.codegen.factoryMode";
  private static final String PARTITIONS = "spark.databricks.delta.snapshotPartitions";

  /** A partition of a table's state is made of about so much of its log: some 100,000 files. */
  private static final long LOG_BYTES = 32L << 20;

  private static final int MOST_PARTITIONS = 50;

  /**
   * To interpret a row costs about a microsecond more than a compiled program does, and a program
   * about a tenth of a second.
   */
  private static final long FEW_RECORDS = 100_000;

  private SmallWork() {}

  /**
   * Does it without compiled programs. Spark writes and compiles one for each stage, and for each
   * task that turns rows into others outside of one; Delta's log, of a hundred columns and often a
   * dozen rows, costs a tenth of a second of a core each time. It is the whole query that is
   * interpreted, so what may read many rows goes through {@link #reading}.
   */
  public static <T> T doing(SparkSession session, Supplier<T> work) {
    return with(session, "NO_CODEGEN", work);
  }

  /**
   * Does a query as part of small work: as ever where it reads many rows, else without compiled
   * programs.
   *
   * @param records about how many rows are read
   */
  public static <T> T reading(long records, SparkSession session, Supplier<T> work) {
    String usual = session.sparkContext().conf().get(PROJECTIONS, "FALLBACK");
    return with(session, records > FEW_RECORDS ? usual : "NO_CODEGEN", work);
  }

  private static <T> T with(SparkSession session, String projections, Supplier<T> work) {
    Option<String> before = session.conf().getOption(PROJECTIONS);
    session.conf().set(PROJECTIONS, projections);
    try {
      return work.get();
    } finally {
      if (before.isDefined()) {
        session.conf().set(PROJECTIONS, before.get());
      } else {
        session.conf().unset(PROJECTIONS);
      }
    }
  }

  /** Divides the states of tables by the length of their logs, unless the user has set how. */
  static void divide(SparkSession session, Snapshot snapshot) {
    if (session.sparkContext().conf().contains(PARTITIONS)) {
      return;
    }
    var log = snapshot.logSegment();
    long bytes = length(log.deltas()) + length(log.checkpointProvider().topLevelFiles());
    // The step may read a table with a longer log, too.
    int before = Integer.parseInt(session.conf().get(PARTITIONS, "1"));
    session.conf().set(PARTITIONS, Math.max(before, partitions(bytes)));
  }

  private static long length(Seq<FileStatus> files) {
    return CollectionConverters.asJava(files).stream().mapToLong(FileStatus::getLen).sum();
  }

  /** In how many parts the state of a table with so long a log is held. */
  static int partitions(long logBytes) {
    return (int) Math.min(MOST_PARTITIONS, 1 + logBytes / LOG_BYTES);
  }
}
