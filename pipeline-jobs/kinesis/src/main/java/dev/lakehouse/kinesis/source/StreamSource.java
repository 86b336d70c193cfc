package dev.lakehouse.kinesis.source;

import dev.lakehouse.kinesis.core.Fetched;
import dev.lakehouse.kinesis.core.Position;
import dev.lakehouse.kinesis.core.ShardInfo;
import java.time.Duration;
import java.util.List;

/** A stream to read. Safe for several threads as long as each shard is read by one at a time. */
public interface StreamSource extends AutoCloseable {
  /** All shards the stream has now, closed ones that still hold records among them. */
  List<ShardInfo> shards();

  /** How long the stream keeps a record; null: not known. */
  Duration retention();

  /**
   * The next records of a shard; none is no error.
   *
   * @param maxRecords how many to ask for
   * @throws ThrottledException when the shard is read too often
   * @throws SourceException when the stream can't be read
   */
  Fetched read(String shard, Position from, int maxRecords);

  /** That shard is not read any more for now: another replica may. */
  default void leave(String shard) {}

  @Override
  void close();
}
