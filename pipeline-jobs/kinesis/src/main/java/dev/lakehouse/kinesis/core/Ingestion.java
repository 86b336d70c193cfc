package dev.lakehouse.kinesis.core;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What is read but not yet committed, and how it is committed so that each record counts once.
 *
 * <p>Dead letters are committed first, to their own table with marks of their own; the bronze
 * commit then moves its marks over good and bad records alike. Stopped in between, a new consumer
 * reads these records again and leaves out the dead letters up to their table's mark.
 *
 * <p>A commit that is refused because another consumer moved a shard's mark drops what is held of
 * that shard, and the rest is committed. After any other exception nothing is known of the commit,
 * and this object is of no more use: the next one asks the tables.
 */
public final class Ingestion {
  private static final int TRIES = 5;

  private final PositionedTable bronze;
  private final PositionedTable dead;
  private final RowMaker maker;
  private final Clock clock;
  private final Shards shards;

  private TableState bronzeState;
  private TableState deadState;
  private TableState newest;

  private final Buffer buffer = new Buffer();
  private final Map<String, Instant> readUntil = new HashMap<>();

  /** Bytes of data file per byte of payload, as the commits so far had it; 0: none was yet. */
  private double fileShare;

  /** Goes on where the tables' newest versions say. */
  public Ingestion(PositionedTable bronze, PositionedTable dead, RowMaker maker, Clock clock) {
    this.bronze = bronze;
    this.dead = dead;
    this.maker = maker;
    this.clock = clock;
    // The order matters: dead letters are committed before the bronze marks that cover them.
    this.bronzeState = bronze.load();
    this.deadState = dead.load();
    this.newest = bronzeState;
    this.shards = new Shards(bronzeState);
  }

  /**
   * What became of a commit.
   *
   * @param lost the shards that others have moved: what was held of them is dropped
   * @param rows rows that were committed
   * @param bytes payload bytes that were committed
   */
  public record Outcome(Set<String> lost, long rows, long bytes) {}

  public Shards shards() {
    return shards;
  }

  /** The table as this consumer goes on from it. */
  public TableState bronzeState() {
    return bronzeState;
  }

  public TableState deadState() {
    return deadState;
  }

  /** The newest version that was seen of the bronze table, with what others committed. */
  public TableState newest() {
    return newest;
  }

  /** Takes over what a read gave. */
  public void accept(Fetched fetched) {
    Instant now = clock.instant();
    String shard = fetched.shard();
    boolean wasAtEnd = shards.isReadToEnd(shard);
    for (StreamRecord record : shards.accept(fetched)) {
      take(shard, record, now);
    }
    if (shards.isReadToEnd(shard) && !wasAtEnd) {
      Held ended = hold(shard, now);
      ended.mark = ended.mark.atEnd();
      buffer.ended(now);
    }
    Instant until = now.minusMillis(fetched.millisBehindLatest()).truncatedTo(ChronoUnit.MILLIS);
    readUntil.put(shard, until);
    Held of = buffer.get(shard);
    if (of != null) {
      of.mark = of.mark.until(until);
    }
  }

  /** What arrived earlier in that shard is read; null: not known. */
  public Instant readUntil(String shard) {
    Instant read = readUntil.get(shard);
    return read == null ? bronzeState.mark(shard).readUntil() : read;
  }

  /** Records may be missing there: the next commit says so. */
  public void missing(String shard, Gap gap) {
    Held of = hold(shard, clock.instant());
    of.mark = of.mark.missing(gap);
    readUntil.put(shard, gap.to());
  }

  /** The stream has that shard no more: nothing will follow behind the gap. */
  public void vanished(String shard, Gap gap) {
    missing(shard, gap);
    Held of = buffer.get(shard);
    of.mark = of.mark.until(gap.to()).atEnd();
  }

  /**
   * Lets the next commit say how far shards without new records are read, where the table's word on
   * it is older than that: else an idle shard looks like one that was not read for long.
   */
  public void touch(Instant olderThan) {
    readUntil.forEach(
        (shard, until) -> {
          Mark mark = bronzeState.mark(shard);
          if (mark.readUntil() != null
              && !mark.ended()
              && mark.readUntil().isBefore(olderThan)
              && until.isAfter(olderThan)) {
            Held of = hold(shard, clock.instant());
            of.mark = of.mark.until(until);
          }
        });
  }

  private Held hold(String shard, Instant now) {
    return buffer.hold(shard, bronzeState.mark(shard), now);
  }

  private void take(String shard, StreamRecord record, Instant now) {
    Held of = hold(shard, now);
    int size = record.data().length;
    int added = 0;
    Decoded decoded = maker.bronze(shard, record, now);
    int rescued = 0;
    if (decoded instanceof Decoded.Row row) {
      of.rows.add(row.values());
      added = 1;
      rescued = row.rescued() ? 1 : 0;
    } else if (decoded instanceof Decoded.Malformed malformed) {
      bury(of, shard, record, malformed.reason(), now);
    }
    of.mark = of.mark.after(record.sequence(), added, size).rescued(rescued);
    buffer.added(of, size);
  }

  private void bury(Held of, String shard, StreamRecord record, String reason, Instant now) {
    Mark last = of.deadMark == null ? deadState.mark(shard) : of.deadMark;
    BigInteger sequence = deadState.mark(shard).sequence();
    if (sequence == null || sequence.compareTo(record.sequence()) < 0) {
      of.deadRows.add(maker.deadLetter(shard, record, reason, now));
      of.deadMark = last.after(record.sequence(), 1, record.data().length);
    }
  }

  /** Whether nothing more should be fetched before a commit. */
  public boolean full(CommitPolicy policy) {
    return buffer.full(policy, expectedFileBytes());
  }

  /** Whether there is something to commit and it is time to. */
  public boolean due(CommitPolicy policy) {
    return buffer.due(policy, expectedFileBytes(), clock.instant());
  }

  private long expectedFileBytes() {
    return (long) (buffer.bytes() * fileShare);
  }

  /** Payload bytes that are held. */
  public long heldBytes() {
    return buffer.bytes();
  }

  /** Whether anything is held. */
  public boolean holdsAny() {
    return !buffer.isEmpty();
  }

  /** Whether anything is held of that shard. */
  public boolean holds(String shard) {
    return buffer.get(shard) != null;
  }

  /** That shard is left to others; nothing may be held of it. */
  public void leave(String shard) {
    if (holds(shard)) {
      throw new IllegalStateException("records of " + shard + " are held");
    }
    shards.leave(shard);
    readUntil.remove(shard);
  }

  /**
   * Commits what is held; without anything held it does nothing.
   *
   * @return what was committed, and what others have moved
   */
  public Outcome commit() {
    Set<String> lost = new HashSet<>();
    for (int tries = 1; holdsAny(); tries++) {
      try {
        commitDeadLetters();
        return commitRows(lost);
      } catch (StaleStateException e) {
        Set<String> moved = resync();
        lost.addAll(moved);
        if (moved.isEmpty() && tries >= TRIES) {
          throw e;
        }
      }
    }
    return new Outcome(lost, 0, 0);
  }

  private void commitDeadLetters() {
    Buffer.Batch batch = buffer.deadLetters();
    if (!batch.marks.isEmpty()) {
      deadState = deadState.moved(dead.append(deadState, batch.rows, batch.marks), batch.marks);
      buffer.deadLettersCommitted();
    }
  }

  private Outcome commitRows(Set<String> lost) {
    Buffer.Batch batch = buffer.rows();
    long bytes = buffer.bytes();
    long fileBytes = bronze.fileBytes();
    newest = bronze.append(bronzeState, batch.rows, batch.marks);
    if (bytes > 0) {
      fileShare = (double) (bronze.fileBytes() - fileBytes) / bytes;
    }
    bronzeState = bronzeState.moved(newest, batch.marks);
    shards.rebase(bronzeState, Set.of());
    Outcome outcome = new Outcome(lost, batch.rows.size(), bytes);
    buffer.clear();
    return outcome;
  }

  /**
   * Takes over what the tables say now. What is held of shards that others have moved is dropped;
   * reading them goes on at the tables' marks.
   *
   * @return the shards of which something was held
   */
  public Set<String> resync() {
    TableState bronzeNow = bronze.load();
    TableState deadNow = dead.load();
    Set<String> moved = moved(bronzeState, bronzeNow);
    // Dead letters of a shard that others moved: they read it, and may not have come further yet.
    Set<String> buried = moved(deadState, deadNow);
    buried.retainAll(buffer.shards());
    moved.addAll(buried);
    bronzeState = bronzeNow;
    deadState = deadNow;
    newest = bronzeNow;
    shards.rebase(bronzeNow, moved);
    readUntil.keySet().removeAll(moved);
    Set<String> dropped = new HashSet<>(moved);
    dropped.retainAll(buffer.shards());
    buffer.drop(dropped);
    return dropped;
  }

  /**
   * Removes the marks of shards that the stream has no more.
   *
   * @return as {@link #resync()}
   */
  public Set<String> forget(Set<String> gone) {
    dead.forget(gone);
    bronze.forget(gone);
    return resync();
  }

  private Set<String> moved(TableState before, TableState now) {
    Set<String> shards = new HashSet<>(buffer.shards());
    shards.addAll(before.marks().keySet());
    shards.addAll(now.marks().keySet());
    shards.removeIf(shard -> before.agreesOn(shard, now));
    return shards;
  }
}
