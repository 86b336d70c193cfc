package dev.lakehouse.spark.delta;

/**
 * How much came into a table, or went, between two of its versions, as its log tells; no file is
 * read.
 *
 * @param files added and removed
 * @param rows of them; null where a file does not tell
 * @param bytes of them
 * @param additions whether none was removed
 */
public record ChangeSize(int files, Long rows, long bytes, boolean additions) {

  /**
   * The size of the versions after {@code after} up to {@code upTo}.
   *
   * @throws ChangedRows.Unknown when the log no longer reaches back
   */
  public static ChangeSize between(LakeTable table, long after, long upTo)
      throws ChangedRows.Unknown {
    ChangedFiles changed = ChangedFiles.between(table, after, upTo);
    return new ChangeSize(
        changed.added().size() + changed.removed().size(),
        changed.records(),
        changed.bytes(),
        changed.removed().isEmpty());
  }
}
