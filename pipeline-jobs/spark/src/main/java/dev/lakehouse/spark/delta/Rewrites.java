package dev.lakehouse.spark.delta;

import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddCDCFile;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.RemoveFile;
import scala.Option;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Commits that rewrote files, or only carry a note, and changed no row: compactions are such. Who
 * has read the version before them has read the one after them, too.
 */
public final class Rewrites {
  /** Commits to look back over for one that changed rows. */
  private static final int COMMITS_LOOKED_AT = 200;

  private Rewrites() {}

  /**
   * The newest version up to {@code upTo} that holds the same rows as {@code version}; that version
   * itself where the log no longer tells.
   */
  public static long past(LakeTable table, long version, long upTo) {
    if (version >= upTo) {
      return version;
    }
    long same = version;
    Iterator<Tuple2<Object, Seq<Action>>> commits =
        table.log().getChanges(version + 1, upTo, Option.empty(), false);
    while (commits.hasNext()) {
      Tuple2<Object, Seq<Action>> commit = commits.next();
      if ((Long) commit._1() != same + 1 || changesRows(commit._2())) {
        break;
      }
      same++;
    }
    return same;
  }

  /**
   * The version that made the rows which {@code version} holds; {@code version} itself where that
   * is not among its last commits.
   */
  public static long made(LakeTable table, long version) {
    long first = Math.max(0, version - COMMITS_LOOKED_AT);
    for (long made = version; made >= first; made--) {
      Iterator<Tuple2<Object, Seq<Action>>> commit =
          table.log().getChanges(made, made, Option.empty(), false);
      if (!commit.hasNext()) {
        return version;
      }
      if (changesRows(commit.next()._2())) {
        return made;
      }
    }
    return version;
  }

  private static boolean changesRows(Seq<Action> actions) {
    for (Action action : CollectionConverters.asJava(actions)) {
      boolean changes =
          action instanceof AddFile added && added.dataChange()
              || action instanceof RemoveFile removed && removed.dataChange()
              || action instanceof AddCDCFile
              || action instanceof Metadata;
      if (changes) {
        return true;
      }
    }
    return false;
  }
}
