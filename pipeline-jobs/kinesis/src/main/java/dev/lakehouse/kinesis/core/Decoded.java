package dev.lakehouse.kinesis.core;

/** What became of a payload. */
public sealed interface Decoded {
  /** A row: the values of the table's data columns, in order. */
  record Row(Object[] values) implements Decoded {}

  /** No row can be made of it; it goes to the dead-letter table. */
  record Malformed(String reason) implements Decoded {}
}
