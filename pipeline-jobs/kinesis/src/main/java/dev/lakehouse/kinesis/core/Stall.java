package dev.lakehouse.kinesis.core;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether a consumer stands still although there is something to do. Told by the loop of what it
 * sees, asked by a thread that still runs when the loop hangs.
 */
public final class Stall {
  private final Duration after;

  /** Since when records are known that are not committed; null: none are. */
  private volatile Instant uncommittedSince;

  /** When a read last succeeded, or there was nothing to read. */
  private volatile Instant lastRead;

  /** Whether the loop knows why it can't go on, and somebody else has to act. */
  private volatile boolean excused;

  private volatile boolean committed;

  /**
   * Nothing was read yet.
   *
   * @param after how long it may stand still
   * @param start when the consumer began
   */
  public Stall(Duration after, Instant start) {
    this.after = after;
    this.lastRead = start;
  }

  /**
   * A read succeeded, or there is nothing to read.
   *
   * @param more whether there are records that are not committed
   */
  public void read(boolean more, Instant now) {
    lastRead = now;
    excused = false;
    if (!more) {
      uncommittedSince = null;
    } else if (uncommittedSince == null) {
      uncommittedSince = now;
    }
  }

  /**
   * Records were committed.
   *
   * @param more whether there are others that are not
   */
  public void committed(boolean more, Instant now) {
    committed = true;
    uncommittedSince = more ? now : null;
  }

  /** Something is in the way that only somebody else can change, and it is reported. */
  public void excused() {
    excused = true;
  }

  /** Since when nothing moves; null: it moves, or it has not stood still for long enough. */
  public Instant since(Instant now) {
    Instant uncommitted = uncommittedSince;
    Instant begin = uncommitted != null && uncommitted.isBefore(lastRead) ? uncommitted : lastRead;
    return begin.plus(after).isAfter(now) || excused ? null : begin;
  }

  /** Whether this process has committed anything. */
  public boolean hasCommitted() {
    return committed;
  }
}
