package dev.lakehouse.spark.upkeep;

import dev.lakehouse.plan.Layer;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.Rewrites;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Which versions of tables those made from them have read. Found in the lake itself: each commit
 * notes the versions it covers. So tables of other pipelines, namespaces and clusters count, too.
 */
final class Readers {
  /** Tables beside a table; what they need of its input, the table itself needs as well. */
  static final List<String> COMPANIONS = List.of("quarantine", "lh_changes", "dead");

  private final Map<TableName, CommitNote> notes;

  private Readers(Map<TableName, CommitNote> notes) {
    this.notes = notes;
  }

  /** All tables of the lake that say what they have read. */
  static Readers in(StepContext context) {
    Map<TableName, CommitNote> notes = new TreeMap<>();
    for (Layer layer : List.of(Layer.SILVER, Layer.GOLD)) {
      for (TableName name : tables(context, layer)) {
        context.table(name).state().note().ifPresent(note -> notes.put(name, note));
      }
    }
    return new Readers(notes);
  }

  /** A table that has not read the newest rows of another. */
  record Late(TableName reader, long version, Instant since) {}

  /**
   * The reader that is furthest behind; empty when all have read the newest rows. One whose version
   * the log no longer has will read everything anew, and needs no old file.
   */
  Optional<Late> latest(LakeTable table, long newest) {
    return notes.entrySet().stream()
        .flatMap(reader -> late(table, newest, reader.getKey(), reader.getValue()).stream())
        .min(Comparator.comparing(Late::since));
  }

  private static Optional<Late> late(
      LakeTable table, long newest, TableName reader, CommitNote note) {
    String name = table.name().toString();
    Long version = note.inputs().get(name);
    if (version == null || version >= newest) {
      return Optional.empty();
    }
    String id = note.inputIds().get(name);
    if (id != null && !id.equals(table.id(newest))) {
      return Optional.empty();
    }
    long read = Rewrites.past(table, version, newest);
    return read >= newest
        ? Optional.empty()
        : table.committedAt(read).map(since -> new Late(reader, version, since));
  }

  private static List<TableName> tables(StepContext context, Layer layer) {
    String root = context.run().plan().lake().root();
    Path folder = new Path(root.replaceFirst("/+$", "") + "/" + layer.label());
    try {
      FileSystem files = folder.getFileSystem(context.session().sessionState().newHadoopConf());
      return Arrays.stream(files.listStatus(folder))
          .filter(FileStatus::isDirectory)
          .flatMap(
              table -> TableName.parse(layer.label() + "." + table.getPath().getName()).stream())
          .filter(table -> COMPANIONS.stream().noneMatch(end -> table.name().endsWith("_" + end)))
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
