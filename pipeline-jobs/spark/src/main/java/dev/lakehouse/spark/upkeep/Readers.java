package dev.lakehouse.spark.upkeep;

import dev.lakehouse.plan.Layer;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.StepContext;
import dev.lakehouse.spark.delta.CommitNote;
import dev.lakehouse.spark.delta.LakeTable;
import dev.lakehouse.spark.delta.Rewrites;
import dev.lakehouse.spark.environment.Environments;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Which versions of tables those made from them have read. Found in the lake itself: each commit
 * notes the versions it covers. So tables of other pipelines, namespaces and clusters count, too,
 * and environments: their clones name files of the versions they were made of.
 */
final class Readers {
  /** Tables beside a table; what they need of its input, the table itself needs as well. */
  static final List<String> COMPANIONS = List.of("quarantine", "lh_changes", "dead");

  /**
   * Who reads.
   *
   * @param name for people
   * @param inputs versions of tables, by name
   * @param inputIds Delta's ids of these tables
   * @param needsFiles whether it names files, so that those of other rows are no substitute for
   *     them
   */
  private record Reader(
      String name, Map<String, Long> inputs, Map<String, String> inputIds, boolean needsFiles) {

    static Reader of(String name, CommitNote note) {
      return new Reader(name, note.inputs(), note.inputIds(), false);
    }
  }

  private final List<Reader> readers;

  private Readers(List<Reader> readers) {
    this.readers = readers;
  }

  /** All tables of the lake that say what they have read. */
  static Readers in(StepContext context) {
    List<Reader> readers = new ArrayList<>();
    for (Layer layer : List.of(Layer.SILVER, Layer.GOLD)) {
      for (TableName name : tables(context, layer)) {
        context
            .table(name)
            .state()
            .note()
            .ifPresent(note -> readers.add(Reader.of(name.toString(), note)));
      }
    }
    readers.addAll(inEnvironments(context));
    return new Readers(readers);
  }

  private static List<Reader> inEnvironments(StepContext context) {
    Environments environments =
        new Environments(
            context.run().plan().lake().root(), context.session().sessionState().newHadoopConf());
    List<Reader> readers = new ArrayList<>();
    for (String environment : environments.names()) {
      for (Environments.Claim claim : environments.claims(context.session(), environment)) {
        String name = claim.table() + " of the environment " + environment;
        claim.note().ifPresent(note -> readers.add(Reader.of(name, note)));
        if (!claim.files().isEmpty()) {
          readers.add(new Reader(name, claim.files(), claim.fileIds(), true));
        }
      }
    }
    return readers;
  }

  /** A table that has not read the newest rows of another. */
  record Late(String reader, long version, Instant since) {}

  /**
   * The reader that is furthest behind; empty when all have read the newest rows. One whose version
   * the log no longer has will read everything anew, and needs no old file.
   */
  Optional<Late> latest(LakeTable table, long newest) {
    return readers.stream()
        .flatMap(reader -> late(table, newest, reader).stream())
        .min(Comparator.comparing(Late::since));
  }

  private static Optional<Late> late(LakeTable table, long newest, Reader reader) {
    String name = table.name().toString();
    Long version = reader.inputs().get(name);
    if (version == null || version >= newest) {
      return Optional.empty();
    }
    String id = reader.inputIds().get(name);
    if (id != null && !id.equals(table.id(newest))) {
      return Optional.empty();
    }
    long read = reader.needsFiles() ? version : Rewrites.past(table, version, newest);
    return read >= newest
        ? Optional.empty()
        : table.committedAt(read).map(since -> new Late(reader.name(), version, since));
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
