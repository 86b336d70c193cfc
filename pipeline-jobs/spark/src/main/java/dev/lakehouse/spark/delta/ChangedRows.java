package dev.lakehouse.spark.delta;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaConfigs;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * The rows by which two versions of a table differ: as bags, {@code new = old + rows of sign 1 -
 * rows of sign -1}. A row may stand on both sides, so they are more than what really changed: exact
 * from a change data feed, and from the files that commits added and removed where a table has
 * none.
 */
public final class ChangedRows {
  /** 1 for a row that came, -1 for one that went. */
  public static final String SIGN = "_lh_sign";

  /** The version whose commit it came or went by. */
  static final String VERSION = "_lh_version";

  /** Without a change data feed each commit is a part of one plan, which must stay a plan. */
  private static final int COMMITS_WITHOUT_FEED = 300;

  private ChangedRows() {}

  /** The difference can't be told; the message says why, as the end of a sentence. */
  public static final class Unknown extends Exception {
    private static final long serialVersionUID = 1L;

    Unknown(String why) {
      super(why);
    }
  }

  /**
   * A difference.
   *
   * @param rows with {@link #SIGN}
   * @param additions whether all rows came and none went
   * @param records how many rows have to be read for it at most; null when that is not known
   * @param bytes of the files that have to be read for it
   */
  public record Difference(Dataset<Row> rows, boolean additions, Long records, long bytes) {}

  /** The rows after {@code after} up to {@code upTo}. */
  public static Difference between(SparkSession session, LakeTable table, long after, long upTo)
      throws Unknown {
    Snapshot now = snapshot(table, upTo);
    ChangedFiles files = ChangedFiles.between(table, after, upTo);
    // Most commits leave the table's declaration as it is: the older version need not be looked up.
    Snapshot before = files.sameMetadata() ? now : snapshot(table, after);
    requireSameTypes(table, before.schema(), now.schema());
    boolean fed = !files.removed().isEmpty() && feeds(before) && feeds(now);
    Dataset<Row> rows =
        fed
            ? feed(session, table, after, upTo).drop(VERSION)
            : read(session, now, files.added(), 1);
    if (!fed && !files.removed().isEmpty()) {
      rows = rows.unionByName(read(session, now, files.removed(), -1));
    }
    return new Difference(rows, files.removed().isEmpty(), files.records(), files.bytes());
  }

  /**
   * The rows by which each version after {@code after} up to {@code upTo} differs from the one
   * before it, with {@link #SIGN} and {@link #VERSION}.
   *
   * @throws Unknown when the log no longer tells, or there are too many commits without a feed
   */
  public static Dataset<Row> commits(SparkSession session, LakeTable table, long after, long upTo)
      throws Unknown {
    Snapshot before = snapshot(table, after);
    Snapshot now = snapshot(table, upTo);
    requireSameTypes(table, before.schema(), now.schema());
    if (feeds(before) && feeds(now)) {
      return feed(session, table, after, upTo);
    }
    if (upTo - after > COMMITS_WITHOUT_FEED) {
      throw new Unknown(
          "%d commits to %s are too many to be told apart without delta.enableChangeDataFeed; set it among the properties of its layout"
              .formatted(upTo - after, table.name()));
    }
    Dataset<Row> all = read(session, now, List.of(), 1).withColumn(VERSION, lit(upTo));
    for (long version = after + 1; version <= upTo; version++) {
      ChangedFiles files = ChangedFiles.between(table, version - 1, version);
      Column at = lit(version);
      if (!files.added().isEmpty()) {
        all = all.unionByName(read(session, now, files.added(), 1).withColumn(VERSION, at));
      }
      if (!files.removed().isEmpty()) {
        all = all.unionByName(read(session, now, files.removed(), -1).withColumn(VERSION, at));
      }
    }
    return all;
  }

  private static Snapshot snapshot(LakeTable table, long version) throws Unknown {
    try {
      return table.log().getSnapshotAt(version, Option.empty(), Option.empty(), false);
    } catch (RuntimeException e) {
      throw new Unknown(
          "the log of %s no longer has its version %d".formatted(table.name(), version));
    }
  }

  private static void requireSameTypes(LakeTable table, StructType before, StructType now)
      throws Unknown {
    for (StructField field : before.fields()) {
      boolean same =
          List.of(now.fieldNames()).contains(field.name())
              && now.apply(field.name()).dataType().sameType(field.dataType());
      if (!same) {
        throw new Unknown("the column %s of %s changed".formatted(field.name(), table.name()));
      }
    }
  }

  private static boolean feeds(Snapshot snapshot) {
    return (Boolean) DeltaConfigs.CHANGE_DATA_FEED().fromMetaData(snapshot.metadata());
  }

  private static Dataset<Row> feed(SparkSession session, LakeTable table, long after, long upTo) {
    Dataset<Row> feed =
        session
            .read()
            .format("delta")
            .option("readChangeFeed", "true")
            .option("startingVersion", after + 1)
            .option("endingVersion", upTo)
            .load(table.path());
    return feed.withColumn(
            SIGN,
            when(col("_change_type").isin("insert", "update_postimage"), lit(1)).otherwise(lit(-1)))
        .withColumnRenamed("_commit_version", VERSION)
        .drop("_change_type", "_commit_timestamp");
  }

  private static Dataset<Row> read(
      SparkSession session, Snapshot snapshot, List<AddFile> files, int sign) {
    return new ListedTable(snapshot, files).read(session).withColumn(SIGN, lit(sign));
  }
}
