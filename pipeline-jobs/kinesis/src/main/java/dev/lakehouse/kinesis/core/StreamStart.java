package dev.lakehouse.kinesis.core;

import java.time.Instant;

/**
 * What a table says about its stream as a whole.
 *
 * @param since records that arrived earlier are not wanted; null: all the stream has
 * @param goneRows rows of shards whose marks were removed because the stream has them no more
 * @param goneBytes payload bytes of those
 * @param goneRescued how many of those rows keep something that fits no column
 */
public record StreamStart(Instant since, long goneRows, long goneBytes, long goneRescued) {
  /** All the stream has is wanted. */
  public static final StreamStart EVERYTHING = new StreamStart(null, 0, 0, 0);

  /** From then on. */
  public static StreamStart at(Instant since) {
    return new StreamStart(since, 0, 0, 0);
  }

  /** With one more shard gone. */
  public StreamStart without(Mark gone) {
    return new StreamStart(
        since, goneRows + gone.rows(), goneBytes + gone.bytes(), goneRescued + gone.rescued());
  }
}
