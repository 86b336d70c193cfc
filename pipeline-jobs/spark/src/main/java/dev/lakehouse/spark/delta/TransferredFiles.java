package dev.lakehouse.spark.delta;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.DeletionVectorDescriptor;
import org.apache.spark.sql.delta.util.DeltaFileOperations$;

/**
 * Files of one table as another one names them. A shallow clone names files of the table it was
 * made of by absolute paths; there they are named relative again. Files of its own are to be copied
 * to the same place in the other table.
 */
final class TransferredFiles {
  private final Path from;
  private final Path to;
  private final Map<Path, Path> copies = new LinkedHashMap<>();

  /** From the folder of one table to that of another. */
  TransferredFiles(Path from, Path to) {
    this.from = from;
    this.to = to;
  }

  /** What is to be copied, and where to, for all files that were moved so far. */
  Map<Path, Path> copies() {
    return copies;
  }

  /** The file as the other table adds it. */
  AddFile moved(AddFile file) {
    Path absolute = DeltaFileOperations$.MODULE$.absolutePath(from.toString(), file.path());
    String path = moved(absolute).map(TransferredFiles::encoded).orElseGet(file::path);
    return TableRestore.changing(file, path, moved(file.deletionVector()));
  }

  private DeletionVectorDescriptor moved(DeletionVectorDescriptor deleted) {
    if (deleted == null || deleted.isInline()) {
      return deleted;
    }
    Optional<String> relative = moved(deleted.absolutePath(from));
    return relative.isEmpty() || deleted.isRelative() ? deleted : relative(deleted, relative.get());
  }

  private static DeletionVectorDescriptor relative(DeletionVectorDescriptor deleted, String path) {
    int slash = path.lastIndexOf('/');
    UUID id = DeletionVectorDescriptor.getUUIDFromDeletionVectorFileName(path.substring(slash + 1));
    return deleted.copyWithNewRelativePath(id, slash < 0 ? "" : path.substring(0, slash));
  }

  /** Its path in the other table; empty when it lies in neither. */
  private Optional<String> moved(Path file) {
    Optional<String> there = within(to, file);
    if (there.isPresent()) {
      return there;
    }
    Optional<String> own = within(from, file);
    own.ifPresent(path -> copies.put(file, new Path(to, path)));
    return own;
  }

  private static Optional<String> within(Path folder, Path file) {
    String prefix = folder.toUri().getPath() + "/";
    String path = file.toUri().getPath();
    return path.startsWith(prefix)
        ? Optional.of(path.substring(prefix.length()))
        : Optional.empty();
  }

  private static String encoded(String relative) {
    return SparkPath.fromPathString(relative).urlEncoded();
  }
}
