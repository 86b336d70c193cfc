package dev.lakehouse.spark.bronze.records;

/**
 * A record of a file, or what should be one.
 *
 * @param json the record as a JSON object; null: it can't be read
 * @param reason why it can't be read
 * @param text of what can't be read, its beginning
 * @param line of the file, from 1; null when that is not known
 */
record FileRecord(String json, String reason, String text, Long line) {
  private static final int MAX_TEXT = 100_000;

  static FileRecord of(String json, Long line) {
    return new FileRecord(json, null, null, line);
  }

  static FileRecord malformed(String reason, String text, Long line) {
    String begin =
        text != null && text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "…" : text;
    return new FileRecord(null, reason, begin, line);
  }
}
