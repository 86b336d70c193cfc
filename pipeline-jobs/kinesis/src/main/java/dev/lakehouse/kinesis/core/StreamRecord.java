package dev.lakehouse.kinesis.core;

import java.math.BigInteger;
import java.time.Instant;

/** One record of a shard, as it came. */
public record StreamRecord(
    BigInteger sequence, String partitionKey, Instant arrivedAt, byte[] data) {}
