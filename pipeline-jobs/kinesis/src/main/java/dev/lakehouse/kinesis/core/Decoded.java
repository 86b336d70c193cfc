package dev.lakehouse.kinesis.core;

/** What became of a payload. */
public sealed interface Decoded {
  /**
   * A row: the values of the table's columns, in order.
   *
   * @param rescued whether something of the record fits no column and is kept beside them
   */
  record Row(Object[] values, boolean rescued) implements Decoded {}

  /** It says nothing of any row, and nothing is lost when it is passed over. */
  record Nothing() implements Decoded {}

  /** No row can be made of it; it goes to the dead-letter table. */
  record Malformed(String reason) implements Decoded {}
}
