package dev.lakehouse.kinesis.core;

import java.time.Instant;

/** Makes rows of the bronze table and of its dead-letter table from records. */
public interface RowMaker {
  /** The bronze table's row for that record, or why there is none. */
  Decoded bronze(String shard, StreamRecord record, Instant ingestedAt);

  /** The dead-letter table's row for a record that is malformed. */
  Object[] deadLetter(String shard, StreamRecord record, String reason, Instant ingestedAt);
}
