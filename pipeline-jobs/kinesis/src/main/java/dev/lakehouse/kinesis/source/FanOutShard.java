package dev.lakehouse.kinesis.source;

import dev.lakehouse.kinesis.core.BackOff;
import dev.lakehouse.kinesis.core.Fetched;
import dev.lakehouse.kinesis.core.Position;
import dev.lakehouse.kinesis.core.StreamRecord;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.DoubleSupplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;

/**
 * One shard read by subscriptions, one after another: Kinesis ends each after five minutes, allows
 * one at a time, and pushes what a reader here takes by and by. Told by the client's threads, asked
 * by a reader's. One event at a time is asked for, and only when the reader comes back for it, so
 * that nobody has to hold what nobody reads.
 */
final class FanOutShard {
  /** Makes a subscription that tells this shard what it gets. */
  interface Opener {
    Ticket make(FanOutShard shard, Position from);
  }

  /** A subscription. */
  interface Ticket {
    /** Subscribes; may tell the shard of a failure at once. */
    void start();

    /** One more event is wanted. */
    void request();

    void cancel();
  }

  private static final BackOff AGAIN = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(30));

  /** The network may fail that often in a row before anybody is told. */
  private static final int QUIET_FAILURES = 3;

  private final String id;
  private final String stream;
  private final Opener opener;
  private final Clock clock;
  private final DoubleSupplier random;

  // All guarded by this.
  private final Deque<Fetched> events = new ArrayDeque<>();

  /** Where the reader stands; null: nobody has read yet. */
  private Position reader;

  /** Where the next event begins. */
  private Position next;

  /** Where to subscribe again: further than {@link #next} where nothing came for long. */
  private Position resume;

  private Ticket ticket;
  private boolean asked;
  private boolean ended;
  private long behind;
  private int failures;
  private Instant retryAt = Instant.MIN;
  private RuntimeException error;

  FanOutShard(String stream, String id, Opener opener, Clock clock, DoubleSupplier random) {
    this.stream = stream;
    this.id = id;
    this.opener = opener;
    this.clock = clock;
    this.random = random;
  }

  String id() {
    return id;
  }

  /**
   * What has come behind that position; nothing, when nothing has yet.
   *
   * @throws ThrottledException when another subscription of this consumer still reads the shard
   * @throws SourceException when the shard can't be read
   */
  synchronized Fetched read(Position from) {
    if (!from.equals(reader)) {
      restart(from);
    }
    Fetched event = events.poll();
    if (event != null) {
      reader = end(event);
      askForMore();
      return event;
    }
    throwError();
    if (ticket == null && !ended && !clock.instant().isBefore(retryAt)) {
      open();
    }
    askForMore();
    return new Fetched(id, from, List.of(), ended, behind);
  }

  private void open() {
    asked = false;
    ticket = opener.make(this, resume);
    try {
      ticket.start();
    } catch (RuntimeException e) {
      ticket = null;
      throw e;
    }
  }

  /** The reader stands elsewhere than what was subscribed to: what came is not what it wants. */
  private void restart(Position from) {
    cancel();
    events.clear();
    reader = from;
    next = from;
    resume = from;
    ended = false;
    error = null;
  }

  private static Position end(Fetched event) {
    List<StreamRecord> records = event.records();
    return records.isEmpty()
        ? event.from()
        : new Position.After(records.get(records.size() - 1).sequence());
  }

  private void askForMore() {
    if (ticket != null && !asked && events.isEmpty()) {
      asked = true;
      ticket.request();
    }
  }

  private void throwError() {
    if (error != null) {
      RuntimeException told = error;
      error = null;
      throw told;
    }
  }

  /**
   * An event came.
   *
   * @param continuation where to go on; null: the shard is closed and this was its last
   */
  synchronized void event(
      Ticket from, List<StreamRecord> records, String continuation, long millisBehindLatest) {
    if (from != ticket) {
      return;
    }
    asked = false;
    failures = 0;
    behind = millisBehindLatest;
    ended = continuation == null;
    Fetched event = new Fetched(id, next, records, ended, millisBehindLatest);
    next = end(event);
    resume = continuation == null ? next : new Position.After(new BigInteger(continuation));
    events.add(event);
  }

  /** The subscription's time is over. */
  synchronized void complete(Ticket from) {
    if (from == ticket) {
      ticket = null;
      retryAt = Instant.MIN;
    }
  }

  /** The subscription could not be opened, or broke off. */
  synchronized void failed(Ticket from, Throwable cause) {
    if (from != ticket) {
      return;
    }
    ticket = null;
    failures++;
    retryAt = clock.instant().plus(AGAIN.pause(failures, random.getAsDouble()));
    if (cause instanceof ResourceInUseException || cause instanceof LimitExceededException) {
      error = new ThrottledException(cause);
      return;
    }
    RuntimeException translated =
        cause instanceof SdkException sdk
            ? KinesisErrors.translate(stream, sdk)
            : KinesisErrors.unreachable(stream, cause);
    if (failures > QUIET_FAILURES || !KinesisErrors.isPassing(translated)) {
      error = translated;
    }
  }

  /** Nothing more is wanted. */
  synchronized void cancel() {
    if (ticket != null) {
      ticket.cancel();
      ticket = null;
    }
  }
}
