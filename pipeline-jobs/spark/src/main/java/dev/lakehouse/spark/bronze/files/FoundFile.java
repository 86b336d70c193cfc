package dev.lakehouse.spark.bronze.files;

import java.time.Instant;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * A file as its file system lists it.
 *
 * @param name its whole address, spelt as Spark spells it in {@code _metadata.file_path}
 */
public record FoundFile(String name, FileStatus status) {

  /** The file of that status. */
  public static FoundFile of(FileStatus status) {
    return new FoundFile(nameOf(status.getPath()), status);
  }

  /** The name of the file at that path. */
  static String nameOf(Path path) {
    return new Path(path.toString()).toUri().toString();
  }

  /** When it was last written, as far as its file system tells. */
  public Instant modified() {
    return Instant.ofEpochMilli(status.getModificationTime());
  }

  /** Whether it is, to all appearances, the same content as {@code mark} stands for. */
  boolean is(Mark mark) {
    return status.getModificationTime() == mark.modified()
        && (mark.length() == Mark.UNKNOWN_LENGTH || status.getLen() == mark.length());
  }
}
