package dev.lakehouse.kinesis.core;

import java.util.List;

/**
 * What one read of a shard gave.
 *
 * @param from where the read began
 * @param records in the order of their sequence numbers
 * @param ended whether the shard is closed and has no more records after these
 * @param millisBehindLatest how far the read was behind the shard's end
 */
public record Fetched(
    String shard,
    Position from,
    List<StreamRecord> records,
    boolean ended,
    long millisBehindLatest) {}
