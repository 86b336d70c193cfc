package dev.lakehouse.plan;

/**
 * How much of a folder goes into one commit; a run that finds more makes several.
 *
 * @param files greatest number of files, above 0
 * @param bytes greatest length of all of them together; a file that is longer has a commit of its
 *     own
 */
public record FilesPerCommit(long files, long bytes) {
  /** What holds where nothing is said: as the schema of a DataSource says it. */
  public static final FilesPerCommit DEFAULT = new FilesPerCommit(100_000, 16L << 30);

  /** No bound. */
  public static final FilesPerCommit ALL = new FilesPerCommit(Long.MAX_VALUE, Long.MAX_VALUE);
}
