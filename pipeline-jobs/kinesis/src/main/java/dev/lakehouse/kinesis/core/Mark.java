package dev.lakehouse.kinesis.core;

import java.math.BigInteger;

/**
 * What a table says about a shard: stands in the very commit that holds the rows it speaks of.
 *
 * @param sequence the last record that the table's rows account for
 * @param rows rows of this shard in the table
 */
public record Mark(BigInteger sequence, long rows) {}
