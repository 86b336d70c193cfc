package dev.lakehouse.kinesis.core;

import java.time.Duration;

/** Why a read of a shard failed: how long that shard waits, and when users are told. */
public enum ReadFailure {
  /** It is read too often. Goes by, unless somebody else reads it all the time. */
  THROTTLED(Duration.ofMillis(500), Duration.ofSeconds(10), 10),
  /** The service, or the network: goes by without anybody's doing. */
  PASSING(Duration.ofSeconds(1), Duration.ofSeconds(30), 3),
  /** Somebody has to change something. */
  HELD_UP(Duration.ofSeconds(30), Duration.ofSeconds(30), 1);

  private final BackOff pauses;
  private final int toldAt;

  ReadFailure(Duration first, Duration longest, int toldAt) {
    this.pauses = new BackOff(first, longest);
    this.toldAt = toldAt;
  }

  /** How long to wait, after so many failures in a row (from 1); random: from 0 to 1. */
  public Duration pause(int failures, double random) {
    return pauses.pause(failures, random);
  }

  /** Whether users are told of it after so many failures in a row. */
  public boolean isTold(int failures) {
    return failures >= toldAt;
  }
}
