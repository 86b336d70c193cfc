package dev.lakehouse.spark.delta;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.Tuple2;

/**
 * When the versions of a table were committed. Times of files may be equal, or go back where clocks
 * differ; these never do: each version is at least a millisecond after the one before it.
 */
public final class CommitTimes {
  private final List<Row> times;
  private final Instant last;

  private CommitTimes(List<Row> times, Instant last) {
    this.times = times;
    this.last = last;
  }

  /**
   * Of the versions after {@code after} up to {@code upTo}.
   *
   * @param previous the time that {@code after} was given; empty: none
   */
  public static CommitTimes between(
      LakeTable table, long after, long upTo, Optional<Instant> previous) {
    List<Row> times = new ArrayList<>();
    Instant last = previous.orElse(Instant.EPOCH);
    Iterator<Tuple2<Object, FileStatus>> files =
        scala.jdk.javaapi.CollectionConverters.asJava(
            table.log().getChangeLogFiles(after + 1, upTo, Option.empty(), false));
    while (files.hasNext()) {
      Tuple2<Object, FileStatus> file = files.next();
      last = later(Instant.ofEpochMilli(file._2().getModificationTime()), last.plusMillis(1));
      times.add(RowFactory.create(file._1(), Timestamp.from(last)));
    }
    return new CommitTimes(times, last);
  }

  /** The later one of two. */
  public static Instant later(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }

  /** The time of the last version. */
  public Instant last() {
    return last;
  }

  /** The rows with the time of their {@link ChangedRows#VERSION}, in its place. */
  public Dataset<Row> stamped(SparkSession session, Dataset<Row> rows, String name) {
    StructType schema =
        new StructType()
            .add(ChangedRows.VERSION, DataTypes.LongType)
            .add(name, DataTypes.TimestampType);
    Dataset<Row> known = broadcast(session.createDataFrame(times, schema));
    return rows.join(known, ChangedRows.VERSION).drop(col(ChangedRows.VERSION));
  }
}
