package dev.lakehouse.kinesis.core;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;

/**
 * A span of time of which a shard's records may be lost: the stream's retention was over before
 * they were read. Whether there were any can't be known any more.
 *
 * @param from all that arrived earlier was read
 * @param to all that arrived later was read
 * @param after the last record read before the span; null: none was
 * @param before the first record read after it; null: none was
 */
public record Gap(Instant from, Instant to, BigInteger after, BigInteger before) {
  /** How long the span is. */
  public Duration length() {
    return Duration.between(from, to);
  }
}
