package dev.lakehouse.spark.upkeep;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.catalog.DeltaTableV2;
import org.apache.spark.sql.delta.catalog.DeltaTableV2$;
import org.apache.spark.sql.delta.commands.VacuumCommand;
import org.apache.spark.util.SystemClock;
import scala.Option;
import scala.collection.immutable.Map$;

/** Delta's VACUUM, by the clock of the run. */
final class Vacuum {
  /** The shortest time is ours to check: readers are known here, to Delta they are not. */
  private static final String CHECK = "spark.databricks.delta.retentionDurationCheck.enabled";

  /** Else the time asked for does not count, but the table's delta.deletedFileRetentionDuration. */
  private static final String IGNORED =
      "spark.databricks.delta.vacuum.retentionWindowIgnore.enabled";

  /** Commits of their own would be new versions to everybody who waits for one. */
  private static final String LOGGING = "spark.databricks.delta.vacuum.logging.enabled";

  /** Folders are listed by so many tasks; Spark's own 10,000 take minutes though most are empty. */
  private static final String LISTING = "spark.sql.sources.parallelPartitionDiscovery.parallelism";

  private final SparkSession session;
  private final Clock clock;

  Vacuum(SparkSession session, Clock clock) {
    this.session = session;
    this.clock = clock;
  }

  /** Which files of the table no version of the last so long needs. */
  ObsoleteFiles obsolete(String path, Duration retention) {
    return ObsoleteFiles.of(
        run(path, retention, true).stream().map(row -> new Path(row.getString(0))).toList(),
        session.sessionState().newHadoopConf());
  }

  /** Deletes them. */
  void delete(String path, Duration retention) {
    run(path, retention, false);
  }

  private List<Row> run(String path, Duration retention, boolean dryRun) {
    session.conf().set(CHECK, false);
    session.conf().set(IGNORED, false);
    session.conf().set(LOGGING, false);
    session.conf().set(LISTING, 2L * session.sparkContext().defaultParallelism());
    try {
      DeltaTableV2 table =
          DeltaTableV2$.MODULE$.apply(
              (org.apache.spark.sql.classic.SparkSession) session,
              new Path(path),
              Map$.MODULE$.empty(),
              "VACUUM");
      var files =
          VacuumCommand.gc(
              (org.apache.spark.sql.classic.SparkSession) session,
              table,
              dryRun,
              Option.apply((Object) (double) (retention.toMillis() / 3_600_000.0)),
              Option.empty(),
              Option.empty(),
              Map$.MODULE$.empty(),
              new OurClock(clock));
      return dryRun ? files.select("path").collectAsList() : List.of();
    } finally {
      session.conf().unset(CHECK);
      session.conf().unset(IGNORED);
      session.conf().unset(LOGGING);
      session.conf().unset(LISTING);
    }
  }

  /** The run's clock as Spark wants one. */
  private static final class OurClock extends SystemClock {
    private final Clock clock;

    OurClock(Clock clock) {
      this.clock = clock;
    }

    @Override
    public long getTimeMillis() {
      return clock.millis();
    }
  }
}
