package dev.lakehouse.spark.bronze.files;

import dev.lakehouse.plan.FilesPerCommit;
import java.util.function.Consumer;

/** Collects files to read, and passes on as many as one commit takes whenever more of them come. */
public final class ChosenFiles {
  private final FilesPerCommit limit;
  private final Consumer<FileChoice> full;
  private FileChoice pending = FileChoice.none();
  private long bytes;

  /** Passes on to {@code full}. */
  public ChosenFiles(FilesPerCommit limit, Consumer<FileChoice> full) {
    this.limit = limit;
    this.full = full;
  }

  /** Adds those. */
  public void add(FileChoice chosen) {
    // Before the first file: a run that is to stop because of them commits no file beside them.
    pending.refused().addAll(chosen.refused());
    for (FoundFile file : chosen.read()) {
      if (!hasRoomFor(file)) {
        full.accept(pending.sorted());
        pending = FileChoice.none();
        bytes = 0;
      }
      pending.take(file, chosen);
      bytes += file.length();
    }
  }

  private boolean hasRoomFor(FoundFile file) {
    int count = pending.read().size();
    return count == 0 || (count < limit.files() && bytes + file.length() <= limit.bytes());
  }

  /** What was not passed on; nothing only if no file was added. */
  public FileChoice rest() {
    return pending.sorted();
  }
}
