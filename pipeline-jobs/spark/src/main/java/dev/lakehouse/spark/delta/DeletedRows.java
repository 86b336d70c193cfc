package dev.lakehouse.spark.delta;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.DeletionVectorDescriptor;
import org.apache.spark.sql.delta.deletionvectors.RoaringBitmapArray;
import org.apache.spark.sql.delta.deletionvectors.RoaringBitmapArrayFormat;
import org.apache.spark.sql.delta.storage.dv.DeletionVectorStore;
import org.apache.spark.sql.delta.storage.dv.DeletionVectorStore$;
import org.apache.spark.sql.delta.storage.dv.DeletionVectorStoreUtils;
import org.apache.spark.sql.delta.util.PathWithFileSystem;
import scala.Option;
import scala.Tuple2;

/**
 * Marks rows as deleted in deletion vectors (Delta protocol, "Deletion Vectors"): one small file
 * beside the table for a commit, in place of writing the files anew that hold the rows.
 */
final class DeletedRows {
  private final Path table;
  private final DeletionVectorStore store;

  DeletedRows(String table, Configuration hadoop) {
    this.table = new Path(table);
    this.store = DeletionVectorStore$.MODULE$.createInstance(hadoop);
  }

  /**
   * The actions by which these rows go.
   *
   * @param rows places of rows, by file
   */
  List<Action> of(Map<AddFile, List<Long>> rows) {
    List<Action> actions = new ArrayList<>();
    UUID id = UUID.randomUUID();
    PathWithFileSystem file =
        store.generateFileNameInTable(store.pathWithFileSystem(table), id, "");
    DeletionVectorStoreUtils.Writer writer = null;
    try {
      for (Map.Entry<AddFile, List<Long>> each : rows.entrySet()) {
        AddFile of = each.getKey();
        RoaringBitmapArray all = deleted(of);
        each.getValue().forEach(all::add);
        if (of.numPhysicalRecords().contains(all.cardinality())) {
          actions.add(of.remove());
          continue;
        }
        writer = writer == null ? store.createWriter(file) : writer;
        Tuple2<AddFile, ?> marked = of.removeRows(stored(writer, id, all), true, true);
        actions.add(marked._1());
        actions.add((Action) marked._2());
      }
    } finally {
      close(writer);
    }
    return actions;
  }

  private RoaringBitmapArray deleted(AddFile file) {
    DeletionVectorDescriptor before = file.deletionVector();
    return before == null ? new RoaringBitmapArray() : store.read(before, table);
  }

  private static DeletionVectorDescriptor stored(
      DeletionVectorStoreUtils.Writer writer, UUID id, RoaringBitmapArray rows) {
    rows.runOptimize();
    byte[] bytes = rows.serializeAsByteArray(RoaringBitmapArrayFormat.Portable());
    return DeletionVectorDescriptor.onDiskWithRelativePath(
        id,
        "",
        bytes.length,
        rows.cardinality(),
        Option.apply((Object) writer.write(bytes).offset()),
        Option.empty());
  }

  private static void close(AutoCloseable writer) {
    try {
      if (writer != null) {
        writer.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException("a deletion vector could not be written", e);
    }
  }
}
