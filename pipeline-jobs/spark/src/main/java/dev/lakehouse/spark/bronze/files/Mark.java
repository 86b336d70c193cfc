package dev.lakehouse.spark.bronze.files;

/**
 * What was done about a file when it was last looked into.
 *
 * @param modified when it had been written, in milliseconds since 1970
 * @param length its bytes; {@link #UNKNOWN_LENGTH} when nobody noted them
 * @param inTable whether rows of it (of this or of an earlier content) are in the table
 * @param corrupt whether this content could not be read
 */
public record Mark(long modified, long length, boolean inTable, boolean corrupt) {
  /** Of files that are known from the table's rows alone. */
  public static final long UNKNOWN_LENGTH = -1;

  private static final String SEPARATOR = "\t";
  private static final int PARTS = 4;

  /** The mark of a file whose rows are in the table. */
  public static Mark read(FoundFile file) {
    return new Mark(file.status().getModificationTime(), file.status().getLen(), true, false);
  }

  /** The mark of a file that could not be read; {@code before} is what was known of it, or null. */
  public static Mark corrupt(FoundFile file, Mark before) {
    boolean rows = before != null && before.inTable();
    return new Mark(file.status().getModificationTime(), file.status().getLen(), rows, true);
  }

  String toLine(String name) {
    return String.join(
        SEPARATOR,
        name,
        Long.toString(modified),
        Long.toString(length),
        (inTable ? "t" : "-") + (corrupt ? "c" : "-"));
  }

  /** A line's file and its mark. */
  record Entry(String name, Mark mark) {
    static Entry of(String line) {
      String[] parts = line.split(SEPARATOR);
      if (parts.length != PARTS) {
        throw new IllegalStateException(
            "a line of a list of files has %d parts".formatted(parts.length));
      }
      return new Entry(
          parts[0],
          new Mark(
              Long.parseLong(parts[1]),
              Long.parseLong(parts[2]),
              parts[3].charAt(0) == 't',
              parts[3].charAt(1) == 'c'));
    }
  }
}
