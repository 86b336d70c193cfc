package dev.lakehouse.kinesis.core;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Rows that only say which record they are; a record {@code bad} is malformed. */
public final class TextRows implements RowMaker {
  @Override
  public Decoded bronze(String shard, StreamRecord record, Instant ingestedAt) {
    return new String(record.data(), StandardCharsets.UTF_8).equals("bad")
        ? new Decoded.Malformed("bad")
        : new Decoded.Row(new Object[] {shard + "/" + record.sequence()}, false);
  }

  @Override
  public Object[] deadLetter(String shard, StreamRecord record, String reason, Instant ingestedAt) {
    return new Object[] {shard + "/" + record.sequence()};
  }
}
