package dev.lakehouse.kinesis.core;

import java.math.BigInteger;
import java.time.Instant;

/**
 * What a table says about a shard: stands in the very commit that holds the rows it speaks of.
 *
 * @param sequence the last record that the table's rows account for; null: none came yet
 * @param rows rows of this shard in the table
 * @param bytes payload bytes of the records that are accounted for
 * @param readUntil what arrived earlier is accounted for; null: not known
 * @param ended whether the shard was closed and all its records are accounted for
 * @param gap where records may be missing, the last such span; null: nowhere
 * @param rescued how many of the rows keep something that fits no column
 */
public record Mark(
    BigInteger sequence,
    long rows,
    long bytes,
    Instant readUntil,
    boolean ended,
    Gap gap,
    long rescued) {

  /** Of a shard that was never read. */
  public static final Mark NONE = new Mark(null, 0, 0, null, false, null, 0);

  /** With what is known at least. */
  public Mark(BigInteger sequence, long rows) {
    this(sequence, rows, 0, null, false, null, 0);
  }

  /** After one more record, which gave so many rows. */
  Mark after(BigInteger next, int addedRows, long addedBytes) {
    return new Mark(next, rows + addedRows, bytes + addedBytes, readUntil, ended, gap, rescued);
  }

  /** With so many more of its rows rescued. */
  Mark rescued(int more) {
    return more == 0
        ? this
        : new Mark(sequence, rows, bytes, readUntil, ended, gap, rescued + more);
  }

  /** After a read that went on to that time. */
  public Mark until(Instant time) {
    return readUntil != null && !readUntil.isBefore(time)
        ? this
        : new Mark(sequence, rows, bytes, time, ended, gap, rescued);
  }

  /** With nothing more to come. */
  Mark atEnd() {
    return new Mark(sequence, rows, bytes, readUntil, true, gap, rescued);
  }

  /** With that span missing. */
  Mark missing(Gap span) {
    return new Mark(sequence, rows, bytes, readUntil, ended, span, rescued);
  }
}
