package dev.lakehouse.kinesis.core;

import java.math.BigInteger;
import java.time.Instant;

/** Where reading a shard goes on. */
public sealed interface Position {
  /** At the oldest record the stream still has. */
  record TrimHorizon() implements Position {}

  /** At the first record that arrived then or later. */
  record At(Instant time) implements Position {}

  /** Behind that record. Sequence numbers only grow within a shard. */
  record After(BigInteger sequence) implements Position {}

  /** Whether a record of that sequence number lies behind this position. */
  default boolean isBefore(BigInteger sequence) {
    return !(this instanceof After after) || after.sequence().compareTo(sequence) < 0;
  }

  /**
   * Whether a read from here gives all that a read from the other would. One that was begun further
   * on (before its shard was taken away and given back) would leave records out.
   */
  default boolean coversReadFrom(Position other) {
    if (this instanceof After after) {
      return other instanceof After there && after.sequence().compareTo(there.sequence()) <= 0;
    }
    return other instanceof After || equals(other);
  }
}
