package dev.lakehouse.spark.ledger;

import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.types.StructType;

/**
 * A Delta table at {@code <root>/_lakehouse/<name>} that runs of all owners append to and that no
 * deletion of a table, pipeline or run touches. It belongs to no layer: no query of a pipeline
 * reads it, every reader of Delta can.
 *
 * <p>An entry is the rows of one writer, and stands there once however often it is written: it is a
 * Delta transaction of its own. Appends of several drivers don't disturb each other. New columns
 * are added as they come; a column must keep its type for good.
 */
public final class Ledger {
  /**
   * How long Delta remembers that an entry is written. A job that writes an entry anew does so
   * within minutes; the list must not grow for ever.
   */
  private static final String REMEMBERED = "interval 30 days";

  /** Writers that come between while the table is made, or gets new columns. */
  private static final int TRIES = 5;

  private final SparkSession session;
  private final String path;

  private Ledger(SparkSession session, String path) {
    this.session = session;
    this.path = path;
  }

  /** The ledger of that name in the lake at {@code root}; it is made by its first entry. */
  public static Ledger of(SparkSession session, String root, String name) {
    return new Ledger(session, root.replaceFirst("/+$", "") + "/_lakehouse/" + name);
  }

  /** Where it lies. */
  public String path() {
    return path;
  }

  /**
   * Adds the rows, unless that entry is there already.
   *
   * @param entry names the entry, for example owner, run and attempt
   */
  public void append(String entry, List<Row> rows, StructType schema) {
    if (rows.isEmpty()) {
      return;
    }
    for (int attempt = 1; ; attempt++) {
      try {
        write(entry, rows, schema);
        return;
      } catch (ConcurrentModificationException e) {
        if (attempt == TRIES) {
          throw e;
        }
      }
    }
  }

  private void write(String entry, List<Row> rows, StructType schema) {
    session
        .createDataFrame(rows, schema)
        .coalesce(1)
        .write()
        .format("delta")
        .mode(SaveMode.Append)
        .options(properties())
        .option("mergeSchema", "true")
        .option("txnAppId", "lakehouse:entry:" + entry)
        .option("txnVersion", 1)
        .save(path);
  }

  /** Of a table that is there properties are changed by nobody but its users. */
  private Map<String, String> properties() {
    return DeltaLog.forTable(session, new Path(path)).tableExists()
        ? Map.of()
        : Map.of("delta.setTransactionRetentionDuration", REMEMBERED);
  }
}
