package dev.lakehouse.kinesis.table;

/**
 * After how many commits a table gets its next checkpoint. One names every file the table has, so
 * at a fixed distance its cost per commit grows with the table. Here the distance grows with it:
 * per commit a checkpoint names about a hundred files, whatever their number.
 *
 * <p>What that costs is paid by who opens the table: it reads the commits since the checkpoint. So
 * there is an end to it, twice what Delta's own writers allow on large tables; from {@value
 * #FILES_PER_COMMIT} times {@value #MOST_COMMITS} files on, the cost grows again, at a twentieth of
 * the rate that it had with one every ten commits.
 */
final class CheckpointRule {
  /** About half a millisecond of a core: a twentieth of what a small commit takes as a whole. */
  static final int FILES_PER_COMMIT = 100;

  static final int MOST_COMMITS = 200;

  private CheckpointRule() {}

  /**
   * Whether it is time for one.
   *
   * @param commits since the last checkpoint, or of the table if it has none
   * @param files that the table has
   */
  static boolean isDue(long commits, long files) {
    return commits >= Math.min(MOST_COMMITS, files / FILES_PER_COMMIT);
  }
}
