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
  private static final long SECOND = 1000;

  /**
   * The file of that status, of which it keeps what reading takes: a local file system would start
   * a process for each file to tell its owner.
   */
  public static FoundFile of(FileStatus status) {
    FileStatus plain =
        new FileStatus(
            status.getLen(),
            status.isDirectory(),
            status.getReplication(),
            status.getBlockSize(),
            status.getModificationTime(),
            status.getPath());
    return new FoundFile(nameOf(plain.getPath()), plain);
  }

  /** The name of the file at that path. */
  static String nameOf(Path path) {
    return new Path(path.toString()).toUri().toString();
  }

  /** When it was last written, as far as its file system tells. */
  public Instant modified() {
    return Instant.ofEpochMilli(status.getModificationTime());
  }

  /** Its bytes. */
  long length() {
    return status.getLen();
  }

  /** Object stores that list milliseconds may tell whole seconds of a single object. */
  private static boolean sameTime(long one, long other) {
    boolean whole = one % SECOND == 0 || other % SECOND == 0;
    return one == other || (whole && one / SECOND == other / SECOND);
  }

  /** Whether it is, to all appearances, the same content as {@code mark} stands for. */
  public boolean is(Mark mark) {
    return sameTime(status.getModificationTime(), mark.modified())
        && (mark.length() == Mark.UNKNOWN_LENGTH || status.getLen() == mark.length());
  }
}
