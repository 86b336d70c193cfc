package dev.lakehouse.spark.delta;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaConfigs;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.RemoveFile;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The rows by which two versions of a table differ: as bags, {@code new = old + rows of sign 1 -
 * rows of sign -1}. A row may stand on both sides, so they are more than what really changed: exact
 * from a change data feed, and from the files that commits added and removed where a table has
 * none.
 */
public final class ChangedRows {
  /** 1 for a row that came, -1 for one that went. */
  public static final String SIGN = "_lh_sign";

  private ChangedRows() {}

  /** The difference can't be told; the message says why, as the end of a sentence. */
  public static final class Unknown extends Exception {
    private static final long serialVersionUID = 1L;

    Unknown(String why) {
      super(why);
    }
  }

  /** The rows after {@code after} up to {@code upTo}, with {@link #SIGN}. */
  public static Dataset<Row> between(SparkSession session, LakeTable table, long after, long upTo)
      throws Unknown {
    Snapshot before = snapshot(table, after);
    Snapshot now = snapshot(table, upTo);
    requireSameTypes(table, before.schema(), now.schema());
    return feeds(before) && feeds(now)
        ? feed(session, table, after, upTo)
        : files(table, now, after, upTo);
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
        .drop("_change_type", "_commit_version", "_commit_timestamp");
  }

  private static Dataset<Row> files(LakeTable table, Snapshot now, long after, long upTo)
      throws Unknown {
    DeltaLog log = table.log();
    List<AddFile> added = new ArrayList<>();
    List<AddFile> removed = new ArrayList<>();
    long expected = after + 1;
    Iterator<Tuple2<Object, Seq<Action>>> commits =
        log.getChanges(after + 1, upTo, Option.empty(), false);
    while (commits.hasNext()) {
      Tuple2<Object, Seq<Action>> commit = commits.next();
      if ((Long) commit._1() != expected) {
        break;
      }
      expected++;
      for (Action action : CollectionConverters.asJava(commit._2())) {
        if (action instanceof AddFile file && file.dataChange()) {
          added.add(file);
        } else if (action instanceof RemoveFile file && file.dataChange()) {
          removed.add(readable(table, file));
        }
      }
    }
    if (expected != upTo + 1) {
      throw new Unknown("the log of %s no longer has version %d".formatted(table.name(), expected));
    }
    return read(log, now, added, 1).unionByName(read(log, now, removed, -1));
  }

  private static AddFile readable(LakeTable table, RemoveFile file) throws Unknown {
    if (file.partitionValues() == null || file.size().isEmpty()) {
      throw new Unknown("a commit to %s does not tell what it removed".formatted(table.name()));
    }
    return new AddFile(
        file.path(),
        file.partitionValues(),
        (Long) file.size().get(),
        0L,
        true,
        null,
        null,
        file.deletionVector(),
        file.baseRowId(),
        file.defaultRowCommitVersion(),
        Option.empty(),
        Option.empty(),
        AddFile.$lessinit$greater$default$13());
  }

  private static Dataset<Row> read(DeltaLog log, Snapshot snapshot, List<AddFile> files, int sign) {
    return log.createDataFrame(
            snapshot, CollectionConverters.asScala(files).toSeq(), false, Option.empty())
        .withColumn(SIGN, lit(sign));
  }
}
