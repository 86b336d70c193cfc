package dev.lakehouse.spark.delta;

import dev.lakehouse.spark.delta.ChangedRows.Unknown;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.RemoveFile;
import scala.Option;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The files that the commits between two versions of a table added and removed; not those that only
 * hold the same rows in another way.
 *
 * @param sameMetadata whether none of the commits touched the table's columns or properties
 */
record ChangedFiles(List<AddFile> added, List<AddFile> removed, boolean sameMetadata) {

  /** The files of the versions after {@code after} up to {@code upTo}. */
  static ChangedFiles between(LakeTable table, long after, long upTo) throws Unknown {
    List<AddFile> added = new ArrayList<>();
    List<AddFile> removed = new ArrayList<>();
    boolean sameMetadata = true;
    long expected = after + 1;
    Iterator<Tuple2<Object, Seq<Action>>> commits =
        table.log().getChanges(after + 1, upTo, Option.empty(), false);
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
        } else if (action instanceof Metadata) {
          sameMetadata = false;
        }
      }
    }
    if (expected != upTo + 1) {
      throw new Unknown("the log of %s no longer has version %d".formatted(table.name(), expected));
    }
    return new ChangedFiles(added, removed, sameMetadata);
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

  /** Rows of the added files; null when a file does not tell, or where files were removed. */
  Long records() {
    long sum = 0;
    for (AddFile file : added) {
      if (file.numPhysicalRecords().isEmpty() || !removed.isEmpty()) {
        return null;
      }
      sum += (Long) file.numPhysicalRecords().get();
    }
    return sum;
  }

  /** Bytes of all of them. */
  long bytes() {
    return added.stream().mapToLong(AddFile::size).sum()
        + removed.stream().mapToLong(AddFile::size).sum();
  }
}
