package dev.lakehouse.kinesis.core;

import java.math.BigInteger;
import java.time.Instant;

/**
 * One record of a shard.
 *
 * @param digits the sequence number as text: as the stream has it, so that nobody has to make it
 * @param subsequence its place among those that a producer's library packed into one; -1: it came
 *     alone. Those of one sequence number are read and committed together, so a position needs no
 *     more than the number.
 */
public record StreamRecord(
    BigInteger sequence,
    String digits,
    int subsequence,
    String partitionKey,
    Instant arrivedAt,
    byte[] data) {
  /** The place of a record that came alone. */
  public static final int ALONE = -1;

  /** A record that came alone. */
  public StreamRecord(BigInteger sequence, String partitionKey, Instant arrivedAt, byte[] data) {
    this(sequence, sequence.toString(), ALONE, partitionKey, arrivedAt, data);
  }

  /** A record that came alone. */
  public StreamRecord(String sequence, String partitionKey, Instant arrivedAt, byte[] data) {
    this(new BigInteger(sequence), sequence, ALONE, partitionKey, arrivedAt, data);
  }

  /** One of those packed into this one. */
  public StreamRecord part(int number, String key, byte[] payload) {
    return new StreamRecord(sequence, digits, number, key, arrivedAt, payload);
  }

  /** The same with another payload. */
  public StreamRecord with(byte[] payload) {
    return new StreamRecord(sequence, digits, subsequence, partitionKey, arrivedAt, payload);
  }

  /** Whether a read counts it: those packed into one count once. */
  boolean isCounted() {
    return subsequence <= 0;
  }

  /** What tells records of one number apart, to stand behind it; empty: the record came alone. */
  public String place() {
    return subsequence == ALONE ? "" : ".%06d".formatted(subsequence);
  }
}
